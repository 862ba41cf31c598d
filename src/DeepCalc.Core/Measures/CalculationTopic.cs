namespace DeepCalc;

/// <summary>The topics of a calculation.</summary>
public enum CalculationTopic
{
    /// <summary>Output shapes.</summary>
    Shape,

    /// <summary>Parameters.</summary>
    Parameter,

    /// <summary>Multiplications, additions, multiply-adds, floating-point operations.</summary>
    Operation,

    /// <summary>Receptive fields.</summary>
    ReceptiveField,

    /// <summary>Memory: weights, activations, cache, training.</summary>
    Memory,
}
