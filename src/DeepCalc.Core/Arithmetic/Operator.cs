namespace DeepCalc.Arithmetic;

/// <summary>The operations in formulas.</summary>
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
