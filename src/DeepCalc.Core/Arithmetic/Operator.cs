namespace DeepCalc;

/// <summary>The operations that formulas are made of.</summary>
internal enum Operator
{
    Add,
    Subtract,
    Multiply,
    FloorDivide,
    CeilingDivide,
    Max,
    Min,
}
