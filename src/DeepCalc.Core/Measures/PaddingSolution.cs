namespace DeepCalc;

/// <summary>A padding that gives a window a wanted output size: one flat row.</summary>
public sealed record PaddingSolution
{
    /// <summary>The kernel size.</summary>
    public required long Kernel { get; init; }

    /// <summary>The stride.</summary>
    public required long Stride { get; init; }

    /// <summary>The dilation.</summary>
    public required long Dilation { get; init; }

    /// <summary>The input size, or null for every size.</summary>
    public required long? InputSize { get; init; }

    /// <summary>The output size, or null where it is ⌈input size/stride⌉ for every input size.</summary>
    public required long? OutputSize { get; init; }

    /// <summary>The padding before the axis.</summary>
    public required long PaddingBefore { get; init; }

    /// <summary>The padding after the axis.</summary>
    public required long PaddingAfter { get; init; }

    /// <summary>The padding as New-ConvLayer takes it: one number, or before:after.</summary>
    public required string Padding { get; init; }

    /// <summary>Whether the same padding stands before and after.</summary>
    public bool IsSymmetric => PaddingBefore == PaddingAfter;

    /// <summary>The positions at the end that no window reaches, or null for every size.</summary>
    public required long? Unused { get; init; }
}
