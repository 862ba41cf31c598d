namespace DeepCalc;

/// <summary>The sliding window of a transposed convolution, whose padding can also follow from the size that is to come out.</summary>
internal static class TransposedWindowOf
{
    /// <summary>The window, and how much larger than the least possible the output is.</summary>
    public static (WindowSettings Window, AxisValues? Extra) Node(Operation op, FileTensor input, int rank, AxisValues kernel)
    {
        WindowSettings window = WindowSettingsOf.Node(op, rank, kernel);
        window.Validate();
        long[] extra = op.Ints("output_padding") is { Length: > 0 } given ? given : new long[rank];
        if (extra.Length != rank || extra.Any(value => value < 0))
        {
            throw op.Fail($"output_padding is {string.Join(',', extra)}; it must have a number of at least 0 for each of {rank} spatial axes");
        }

        bool isSame = window.Padding.Mode is PaddingMode.Same or PaddingMode.SameLower;
        long[]? sizes = op.Ints("output_shape") is { Length: > 0 } shape ? shape : null;
        if (sizes is null && !isSame)
        {
            return (window, extra.Any(value => value > 0) ? new AxisValues(extra) : null);
        }

        if (sizes is not null && sizes.Length < rank)
        {
            throw op.Fail($"output_shape has {sizes.Length} numbers for {rank} spatial axes");
        }

        var pads = new (long Before, long After)[rank];
        for (int i = 0; i < rank; i++)
        {
            long stride = window.Stride[i];
            Quantity extent = WindowFormula.EffectiveKernel(window.Kernel[i], window.Dilation[i]);
            long total;
            if (sizes is null)
            {
                // What comes out is the stride times what goes in, or less, as the runtime has it: where the stride is larger
                // than the kernel, there is nothing to cut off, and nothing is added.
                total = Math.Max((extent + extra[i] - stride).Value, 0);
            }
            else
            {
                Quantity size = input[i + 2].IsKnown ? input[i + 2] : throw op.Fail(
                    $"output_shape is given, but the size {input[i + 2]} that it should come of is not known; bind it with -Size");
                total = (WindowFormula.TransposedOutput(size, extent, 0, stride, extra[i]) - sizes[^(rank - i)]).Value;

                // What padding cannot give, the end gets.
                extra[i] -= Math.Min(total, 0);
                total = Math.Max(total, 0);
            }

            bool upper = op.Text("auto_pad", "NOTSET") == "SAME_UPPER";
            pads[i] = upper ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }

        return (With(window, Padding.Of(pads)), extra.Any(value => value > 0) ? new AxisValues(extra) : null);
    }

    private static WindowSettings With(WindowSettings window, Padding padding) => new()
    {
        Kernel = window.Kernel,
        Stride = window.Stride,
        Dilation = window.Dilation,
        Padding = padding,
        Rank = window.Rank,
    };
}
