namespace DeepCalc;

/// <summary>The precision of a training.</summary>
public enum TrainingPrecision
{
    /// <summary>32 bits for everything.</summary>
    Float32,

    /// <summary>16 bits for weights, activations and gradients, with a float32 copy of the weights (Micikevicius et al. 2018).</summary>
    Mixed,
}
