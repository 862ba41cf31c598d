namespace DeepCalc;

/// <summary>What a padding layer, or the padding of a convolution, puts around the input.</summary>
public enum BorderMode
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The input mirrored at its edge, the edge itself not repeated; less than the axis is long.</summary>
    Reflect,

    /// <summary>The value at the edge.</summary>
    Replicate,

    /// <summary>The input from its other end; at most as much as the axis is long.</summary>
    Circular,
}
