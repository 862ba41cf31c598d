namespace DeepCalc;

/// <summary>The framework whose defaults a network's layers take where they differ; docs/conventions.md has the table.</summary>
public enum Framework
{
    /// <summary>Keras 3 on TensorFlow.</summary>
    Keras,

    /// <summary>PyTorch.</summary>
    PyTorch,
}
