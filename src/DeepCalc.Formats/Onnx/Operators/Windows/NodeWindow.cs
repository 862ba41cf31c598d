namespace DeepCalc.Formats.Onnx.Operators.Windows;

/// <summary>The window of a node: kernel, strides, dilations and padding.</summary>
internal static class NodeWindow
{
    /// <summary>The window over a number of spatial axes, with the node's padding unless another is given.</summary>
    public static WindowSettings Node(Operation op, int rank, AxisValues kernel, Padding? padding = null, Rounding rounding = Rounding.Floor)
    {
        Padding all = padding ?? PaddingOf(op, rank, op.Ints("pads") ?? []);
        return new WindowSettings
        {
            Kernel = kernel,
            Stride = Values(op, "strides", rank),
            Dilation = Values(op, "dilations", rank),
            Padding = all,
            Rounding = all.Mode == PaddingMode.Explicit ? rounding : Rounding.Floor,
            Rank = rank,
        };
    }

    /// <summary>The kernel sizes in the node.</summary>
    public static AxisValues Kernel(Operation op) =>
        op.Ints("kernel_shape") is { Length: > 0 } given ? new AxisValues(given) : throw op.Fail("the node needs the attribute kernel_shape");

    /// <summary>The kernel sizes in the node, or else those of the weight from its third axis on. Null if unknown.</summary>
    public static AxisValues? Kernel(Operation op, FileTensor weight) =>
        op.Ints("kernel_shape") is { Length: > 0 } ? Kernel(op)
        : weight.Sizes.Skip(2).All(size => size.IsKnown) ? new AxisValues([.. weight.Sizes.Skip(2).Select(size => size.Value)])
        : null;

    /// <summary>The padding of a node with these numbers before all axes and after all axes, or none.</summary>
    public static Padding PaddingOf(Operation op, int rank, long[] pads) => op.Text("auto_pad", "NOTSET") switch
    {
        "SAME_UPPER" => Padding.Same,
        "SAME_LOWER" => Padding.SameLower,
        "VALID" => Padding.None,
        "NOTSET" when pads.Length == 0 => Padding.None,
        "NOTSET" when pads.Length == 2 * rank => Pairs(pads),
        "NOTSET" => throw op.Fail($"pads has {pads.Length} numbers for {rank} spatial axes; it must have two for each"),
        var mode => throw op.Fail($"auto_pad is {mode}; it must be NOTSET, SAME_UPPER, SAME_LOWER or VALID"),
    };

    private static Padding Pairs(long[] pads)
    {
        var pairs = new (long Before, long After)[pads.Length / 2];
        for (int axis = 0; axis < pairs.Length; axis++)
        {
            pairs[axis] = (pads[axis], pads[pairs.Length + axis]);
        }

        return Padding.Of(pairs);
    }

    private static AxisValues Values(Operation op, string name, int rank)
    {
        long[]? values = op.Ints(name);
        return values is not { Length: > 0 } ? 1
            : values.Length == rank ? new AxisValues(values)
            : throw op.Fail($"{name} has {values.Length} numbers for {rank} spatial axes; it must have one for each");
    }
}
