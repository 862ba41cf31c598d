namespace DeepCalc;

/// <summary>How pooling reduces a window to one value.</summary>
public enum PoolKind
{
    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Average,

    /// <summary>The square root of the sum of squares (PyTorch's LPPool of norm 2).</summary>
    L2,

    /// <summary>The norm of any exponent p: (Σ|x|ᵖ)^(1/p) (PyTorch's LPPool).</summary>
    Lp,
}
