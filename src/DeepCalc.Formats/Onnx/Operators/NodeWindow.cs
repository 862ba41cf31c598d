namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The window of a node: kernel, strides, dilations and padding.</summary>
internal static class NodeWindow
{
    /// <summary>The window over a number of spatial axes.</summary>
    public static WindowSettings Node(Operation op, int rank, AxisValues kernel, Rounding rounding = Rounding.Floor)
    {
        Padding padding = PaddingOf(op, rank);
        return new WindowSettings
        {
            Kernel = kernel,
            Stride = Values(op, "strides", rank),
            Dilation = Values(op, "dilations", rank),
            Padding = padding,
            Rounding = padding.Mode == PaddingMode.Explicit ? rounding : Rounding.Floor,
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

    private static AxisValues Values(Operation op, string name, int rank)
    {
        long[]? values = op.Ints(name);
        return values is not { Length: > 0 } ? 1
            : values.Length == rank ? new AxisValues(values)
            : throw op.Fail($"{name} has {values.Length} numbers for {rank} spatial axes; it must have one for each");
    }

    private static Padding PaddingOf(Operation op, int rank)
    {
        string mode = op.Text("auto_pad", "NOTSET");
        switch (mode)
        {
            case "SAME_UPPER":
                return Padding.Same;
            case "SAME_LOWER":
                return Padding.SameLower;
            case "VALID":
                return Padding.None;
            case "NOTSET":
                break;
            default:
                throw op.Fail($"auto_pad is {mode}; it must be NOTSET, SAME_UPPER, SAME_LOWER or VALID");
        }

        if (op.Ints("pads") is not { Length: > 0 } pads)
        {
            return Padding.None;
        }

        if (pads.Length != 2 * rank)
        {
            throw op.Fail($"pads has {pads.Length} numbers for {rank} spatial axes; it must have two for each");
        }

        var pairs = new (long Before, long After)[rank];
        for (int i = 0; i < rank; i++)
        {
            pairs[i] = (pads[i], pads[i + rank]);
        }

        return Padding.Of(pairs);
    }
}
