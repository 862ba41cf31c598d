namespace DeepCalc.Formats.Onnx.Operators.Windows;

/// <summary>The window of a node: kernel, strides, dilations and padding.</summary>
internal static class NodeWindow
{
    /// <summary>The window over a number of spatial axes, with the node's kernel and padding unless others are given.</summary>
    public static WindowSettings Node(Operation op, int rank, AxisValues? kernel = null, Padding? padding = null, Rounding rounding = Rounding.Floor)
    {
        Padding all = padding ?? PaddingOf(op, rank, op.Ints("pads"));
        return new WindowSettings
        {
            Kernel = kernel ?? Numbers(op, "kernel_shape", rank) ?? throw op.Fail("the node needs the attribute kernel_shape"),
            Stride = Numbers(op, "strides", rank) ?? 1,
            Dilation = Numbers(op, "dilations", rank) ?? 1,
            Padding = all,
            Rounding = all.Mode == PaddingMode.Explicit ? rounding : Rounding.Floor,
            Rank = rank,
        };
    }

    /// <summary>The numbers of an attribute, one for each spatial axis; null if the node has none.</summary>
    public static AxisValues? Numbers(Operation op, string name, int rank) =>
        op.Ints(name, rank, "spatial axes") is { } numbers ? new AxisValues(numbers) : null;

    /// <summary>The padding of a node with these numbers before all axes and after all axes, or none.</summary>
    public static Padding PaddingOf(Operation op, int rank, long[]? pads) =>
        op.Choice("auto_pad", ("NOTSET", null), ("SAME_UPPER", Padding.Same), ("SAME_LOWER", Padding.SameLower), ("VALID", Padding.None))
        ?? (pads is not { Length: > 0 } ? Padding.None
            : pads.Length == 2 * rank ? Padding.Of([.. pads.Take(rank).Zip(pads.Skip(rank))])
            : throw op.Fail($"pads has {pads.Length} numbers for {rank} spatial axes; it must have two for each"));

    /// <summary>The output sizes of the spatial axes, or null if the node does not set them.</summary>
    public static long[]? OutputSizes(Operation op, int rank) =>
        op.Ints("output_shape") is not { Length: > 0 } sizes ? null
        : sizes.Length >= rank ? sizes[^rank..]
        : throw op.Fail($"output_shape has {sizes.Length} numbers for {rank} spatial axes; it must have one for each");

    /// <summary>
    /// The window of a transposed convolution, whose padding may follow from the output sizes, and the output padding. If the node sets
    /// output sizes, the input sizes must be known.
    /// </summary>
    public static (WindowSettings Window, AxisValues? Extra) Transposed(Operation op, int rank, AxisValues kernel, Padding padding)
    {
        WindowSettings window = Node(op, rank, kernel, padding);
        long[] extra = Numbers(op, "output_padding", rank) is { } added ? [.. added.Values] : new long[rank];
        long[]? sizes = OutputSizes(op, rank);
        if (sizes is not null || padding.Mode is PaddingMode.Same or PaddingMode.SameLower)
        {
            window = Node(op, rank, kernel, Padding.Of([.. Enumerable.Range(0, rank).Select(Pads)]));
        }

        return (window, extra.Any(value => value != 0) ? new AxisValues(extra) : null);

        (long Before, long After) Pads(int axis)
        {
            long stride = window.Stride[axis];
            Quantity extent = WindowFormula.EffectiveKernel(window.Kernel[axis], window.Dilation[axis]);

            // With the same padding, as in the runtime, the output is at most the stride times the input. If the stride is larger than the
            // kernel, nothing is cut off or added.
            long total = sizes is null
                ? Math.Max((extent + extra[axis] - stride).Value, 0)
                : (WindowFormula.TransposedOutput(op[0][axis + 2], extent, 0, stride, extra[axis]) - sizes[axis]).Value;

            // What the padding cannot provide is added at the end.
            extra[axis] -= Math.Min(total, 0);
            (long less, long more) = (Math.Max(total, 0) / 2, (Math.Max(total, 0) + 1) / 2);
            return padding.Mode == PaddingMode.Same ? (less, more) : (more, less);
        }
    }
}
