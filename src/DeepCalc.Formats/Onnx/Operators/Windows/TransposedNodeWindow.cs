namespace DeepCalc.Formats.Onnx.Operators.Windows;

/// <summary>The window of a transposed convolution, whose padding may follow from the output sizes.</summary>
internal static class TransposedNodeWindow
{
    /// <summary>The output sizes of the spatial axes, or null if the node does not set them.</summary>
    public static long[]? OutputSizes(Operation op, int rank) =>
        op.Ints("output_shape") is not { Length: > 0 } sizes ? null
        : sizes.Length >= rank ? sizes[^rank..]
        : throw op.Fail($"output_shape has {sizes.Length} numbers for {rank} spatial axes; it must have one for each");

    /// <summary>The window, and the output padding. If the node sets output sizes, the input sizes must be known.</summary>
    public static (WindowSettings Window, AxisValues? Extra) Node(Operation op, int rank, AxisValues kernel, Padding padding)
    {
        WindowSettings window = NodeWindow.Node(op, rank, kernel, padding);
        long[] extra = NodeWindow.Numbers(op, "output_padding", rank) is { } added ? [.. added.Values] : new long[rank];
        long[]? sizes = OutputSizes(op, rank);
        if (sizes is not null || padding.Mode is PaddingMode.Same or PaddingMode.SameLower)
        {
            var pads = new (long Before, long After)[rank];
            for (int i = 0; i < rank; i++)
            {
                long stride = window.Stride[i];
                Quantity extent = WindowFormula.EffectiveKernel(window.Kernel[i], window.Dilation[i]);

                // With the same padding, as in the runtime, the output is at most the stride times the input. If the stride is larger than
                // the kernel, nothing is cut off or added.
                long total = sizes is null
                    ? Math.Max((extent + extra[i] - stride).Value, 0)
                    : (WindowFormula.TransposedOutput(op[0][i + 2], extent, 0, stride, extra[i]) - sizes[i]).Value;

                // What the padding cannot provide is added at the end.
                extra[i] -= Math.Min(total, 0);
                long less = Math.Max(total, 0) / 2;
                long more = Math.Max(total, 0) - less;
                pads[i] = padding.Mode == PaddingMode.Same ? (less, more) : (more, less);
            }

            window = NodeWindow.Node(op, rank, kernel, Padding.Of(pads));
        }

        return (window, extra.Any(value => value != 0) ? new AxisValues(extra) : null);
    }
}
