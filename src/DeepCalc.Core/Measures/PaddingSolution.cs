namespace DeepCalc;

/// <summary>A padding that gives a window a wanted output size: one flat row.</summary>
public sealed class PaddingSolution
{
    /// <summary>The kernel size.</summary>
    public long Kernel { get; internal init; }

    /// <summary>The stride.</summary>
    public long Stride { get; internal init; }

    /// <summary>The dilation.</summary>
    public long Dilation { get; internal init; }

    /// <summary>The input size, or null for every size.</summary>
    public long? InputSize { get; internal init; }

    /// <summary>The output size, or null where it is ⌈input size/stride⌉ for every input size.</summary>
    public long? OutputSize { get; internal init; }

    /// <summary>The padding before the axis.</summary>
    public long PaddingBefore { get; internal init; }

    /// <summary>The padding after the axis.</summary>
    public long PaddingAfter { get; internal init; }

    /// <summary>The padding as New-ConvLayer takes it: one number, or before:after.</summary>
    public string Padding { get; internal init; } = "";

    /// <summary>Whether the same padding stands before and after.</summary>
    public bool IsSymmetric => PaddingBefore == PaddingAfter;

    /// <summary>The positions at the end that no window reaches, or null for every size.</summary>
    public long? Unused { get; internal init; }

    /// <summary>The padding as New-ConvLayer takes it.</summary>
    public override string ToString() => Padding;
}
