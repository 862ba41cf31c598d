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
        op.Ints(name) is not { Length: > 0 } numbers ? null
        : numbers.Length == rank ? new AxisValues(numbers)
        : throw op.Fail($"{name} has {numbers.Length} numbers for {rank} spatial axes; it must have one for each");

    /// <summary>The padding of a node with these numbers before all axes and after all axes, or none.</summary>
    public static Padding PaddingOf(Operation op, int rank, long[]? pads) => op.Text("auto_pad", "NOTSET") switch
    {
        "SAME_UPPER" => Padding.Same,
        "SAME_LOWER" => Padding.SameLower,
        "VALID" => Padding.None,
        "NOTSET" when pads is not { Length: > 0 } => Padding.None,
        "NOTSET" when pads.Length == 2 * rank => Padding.Of([.. pads.Take(rank).Zip(pads.Skip(rank))]),
        "NOTSET" => throw op.Fail($"pads has {pads.Length} numbers for {rank} spatial axes; it must have two for each"),
        var mode => throw op.Fail($"auto_pad is {mode}; it must be NOTSET, SAME_UPPER, SAME_LOWER or VALID"),
    };
}
