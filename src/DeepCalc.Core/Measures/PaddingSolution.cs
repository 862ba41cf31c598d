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

    /// <summary>The output size; null means input size/stride, or input size·stride for a transposed convolution.</summary>
    public long? OutputSize { get; internal init; }

    /// <summary>The padding before the axis.</summary>
    public long PaddingBefore { get; internal init; }

    /// <summary>The padding after the axis.</summary>
    public long PaddingAfter { get; internal init; }

    /// <summary>The padding as a setting: one number, or <c>before:after</c>.</summary>
    public string Padding { get; internal init; } = "";

    /// <summary>The output padding of a transposed convolution, or null for any other window.</summary>
    public long? OutputPadding { get; internal init; }

    /// <summary>Whether the window is that of a transposed convolution.</summary>
    public bool IsTransposed => OutputPadding is not null;

    /// <summary>The input sizes for which the padding is valid, in words.</summary>
    public string HoldsFor => InputSize is { } size ? $"input size {size}"
        : IsTransposed || PaddingBefore + PaddingAfter == Extent - 1 ? "every input size"
        : $"input sizes that {Stride} divides";

    /// <summary>How the output size follows from the padding: formula, substitution, value.</summary>
    public string Working
    {
        get
        {
            var working = new Working();
            var window = new WindowAxis(Kernel, Stride, Dilation, PaddingMode.Explicit, PaddingBefore, PaddingAfter);
            AxisNotation axis = AxisNotation.For(0, 1);
            Quantity input = InputSize is { } size ? size : Quantity.Unknown(axis.Letter);
            if (IsTransposed)
            {
                TransposedWindow.Output(window, OutputPadding, input, axis, "", working);
            }
            else
            {
                SlidingWindow.Output(window, input, axis, "", working);
            }

            return string.Join("; ", working.Steps.Select(step => string.Join(" = ", new[] { step.Symbol, step.Formula, step.Substitution, step.Value.ToString() }.Distinct())));
        }
    }

    /// <summary>Whether the padding before and after are equal.</summary>
    public bool IsSymmetric => PaddingBefore == PaddingAfter;

    /// <summary>The positions at the end that no window reaches; null for a padding for every input size.</summary>
    public long? Unused { get; internal init; }

    private long Extent => WindowFormula.EffectiveKernel(Kernel, Dilation).Value;

    /// <summary>The solution of a total padding, of which an odd position is after.</summary>
    internal static PaddingSolution Of(
        long kernel, long stride, long dilation, long? inputSize, long? outputSize, long total, long? outputPadding = null)
    {
        long before = total / 2;
        Quantity extent = WindowFormula.EffectiveKernel(kernel, dilation);
        return new PaddingSolution
        {
            Kernel = kernel,
            Stride = stride,
            Dilation = dilation,
            InputSize = inputSize,
            OutputSize = outputSize,
            PaddingBefore = before,
            PaddingAfter = total - before,
            Padding = DeepCalc.Padding.Of((before, total - before)).ToString(),
            OutputPadding = outputPadding,
            Unused = outputPadding is null && inputSize is { } size ? (size - extent + total).Value % stride : null,
        };
    }

    /// <summary>The padding as a setting.</summary>
    public override string ToString() => Padding;
}
