namespace DeepCalc;

/// <summary>
/// Transposed convolution: it restores the shape to which a convolution with the same settings was applied. Each input element is spread
/// over a window of the output.
/// </summary>
/// <param name="Filters">The number of output channels K.</param>
/// <param name="Window">The sliding window over the output.</param>
/// <param name="OutputPadding">
/// The positions added to the smallest possible output, on each axis; null derives the output from the padding.
/// </param>
/// <param name="Groups">The number of channel groups g, at least 1; input channels and filters must be multiples of it.</param>
/// <param name="UseBias">Whether each filter has a bias.</param>
public sealed record TransposedConvolution(
    long Filters, WindowSettings Window, AxisValues? OutputPadding = null, long Groups = 1, bool UseBias = true) : WindowDefinition(Window)
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind("Conv", inputs, "Transpose");

    public override string Describe() =>
        $"{Filters} filters {Window.Describe()}{(OutputPadding is { } extra ? $", output padding {extra}" : "")}"
        + $"{(Groups == 1 ? "" : $", {Groups} groups")}{(UseBias ? "" : ", no bias")}";

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(Window.OwnRank ?? (OutputPadding is { Count: > 1 and var n } ? n : null));

    public override void Validate()
    {
        Require("the number of filters", Filters, 1);
        Require("the number of groups", Groups, 1);
        Window.Validate();
        Grouping.Require(Filters, Groups);
        DeepCalcException.ThrowIf(
            Window.Padding.Mode is PaddingMode.SameLower or PaddingMode.Causal || Window.Rounding == Rounding.Ceiling,
            ErrorCode.InvalidSetting,
            "a transposed convolution takes padding Same, Valid or numbers, and no rounding; its output padding chooses among the possible sizes.");

        for (int i = 0; OutputPadding is { } extra && i < extra.Count; i++)
        {
            // A larger output padding would be zeros that no window reaches. PyTorch's rule.
            long most = Math.Max(At(Window.Stride, i), At(Window.Dilation, i)) - 1;
            DeepCalcException.ThrowIf(
                extra[i] < 0 || extra[i] > most, ErrorCode.PaddingTooLarge,
                $"output padding {extra} must be at least 0 and smaller than the stride {Window.Stride} or the dilation {Window.Dilation}; at most {most} is valid.");
        }

        static long At(AxisValues values, int axis) => axis < values.Count ? values[axis] : values[0];
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "a transposed convolution", Window.Rank);
        Grouping.Require(input, Filters, Groups);
        int rank = input.SpatialRank;
        WindowedLayer.RequireFit("output padding", OutputPadding, OutputPadding?.Fits(rank) ?? true, rank);
        Quantity[] spatial = input.Spatially((i, axis, size) => TransposedWindow.Output(
            Window.ForRank(rank)[i], OutputPadding?[i], size, axis, SlidingWindow.Suffix(Window.ForRank(rank), axis), working));
        Quantity channels = working.Record("Output channels", "C₂", working.Let("K", Filters), Sources.Definition);
        return TensorShape.FromSpatial(input.Layout, spatial, channels);
    }

    /// <summary>Fh·Fw·(K/g)·Cin, and K biases.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(inputs[0].SpatialRank);
        var kernel = new Weight(
            "kernel", WindowedLayer.KernelShape(axes, working, FiltersPerGroup(working), working.Let("Cin", inputs[0].Channels)));
        return UseBias ? [kernel, new Weight("bias", new TensorShape(working.Let("K", Filters)))] : [kernel];
    }

    /// <summary>For each input element, Fh·Fw·(K/g) products, each added to an output that begins as its bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        // Every input element is multiplied by the whole kernel. Every product is added to an output element, whose initial value is its
        // bias.
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(inputs[0].SpatialRank);
        Quantity inputElements = working.InputElements(inputs[0]);
        Quantity spread = working.Record(
            "Products of one input element", "t", WindowedLayer.KernelElements(axes, working) * FiltersPerGroup(working), Sources.Definition);
        Quantity products = inputElements * working.Let("t", spread);
        Quantity multiplications = working.Record("Multiplications", "M", products, Sources.Definition);
        Quantity additions = working.Record("Additions", "A", products, Sources.Definition);
        return new Work(working.Record("Multiply-adds", "MACs", products, Sources.Definition), multiplications, additions, 0);
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        TensorShape shape = inputs[0];
        if (axis == shape.ChannelAxis)
        {
            return AxisView.Everything;
        }

        int spatial = shape.Layout == Layout.ChannelsLast ? axis : axis - 1;
        return TransposedWindow.View(Window.ForRank(shape.SpatialRank)[spatial], axis, shape[axis], output[axis]);
    }

    /// <summary>The last axis of the kernel has the channels of the input.</summary>
    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        new(FiltersPerGroup(null), Quantity.FloorDivide(output.ElementCount, output.Channels), 1);

    private Quantity FiltersPerGroup(Working? working)
    {
        Quantity filters = working.Let("K", Filters);
        return Groups == 1 ? filters : Quantity.FloorDivide(filters, working.Let("g", Groups));
    }
}
