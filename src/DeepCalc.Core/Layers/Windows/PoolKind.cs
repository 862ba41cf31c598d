namespace DeepCalc;

/// <summary>What pooling takes of a window.</summary>
public enum PoolKind
{
    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Average,

    /// <summary>The square root of the sum of squares (PyTorch's LPPool).</summary>
    L2,
}
