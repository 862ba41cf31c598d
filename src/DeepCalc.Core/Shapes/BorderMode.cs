namespace DeepCalc;

/// <summary>The values of the padding of a padding layer or a convolution.</summary>
public enum BorderMode
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The input mirrored at its edge, without repeating the edge itself; less than the size of the axis.</summary>
    Reflect,

    /// <summary>The value at the edge.</summary>
    Replicate,

    /// <summary>The input from its other end; at most the size of the axis.</summary>
    Circular,
}
