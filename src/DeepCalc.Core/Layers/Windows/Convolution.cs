namespace DeepCalc;

/// <summary>Convolution over one, two or three spatial axes.</summary>
/// <param name="Filters">The number of output channels K.</param>
/// <param name="Window">The sliding window.</param>
/// <param name="Groups">The number of channel groups g, at least 1; input channels and filters must be multiples of it.</param>
/// <param name="UseBias">Whether each filter has a bias.</param>
public sealed record Convolution(long Filters, WindowSettings Window, long Groups = 1, bool UseBias = true) : WindowDefinition(Window)
{
    /// <summary>
    /// Whether the kernel is held as directions and a length for each of its positions (PyTorch's weight_norm over all other axes). Before
    /// inference it is computed once, so that it costs nothing.
    /// </summary>
    public bool SeparatesKernelLengths { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind("Conv", inputs);

    public override string Describe() =>
        $"{Filters} filters {Window.Describe()}{(Groups == 1 ? "" : $", {Groups} groups")}{(UseBias ? "" : ", no bias")}{(SeparatesKernelLengths ? ", lengths of the kernel" : "")}";

    public override void Validate()
    {
        Require("the number of filters", Filters, 1);
        Require("the number of groups", Groups, 1);
        Window.Validate(canRepeat: true);
        Grouping.Require(Filters, Groups);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "a convolution", Window.Rank);
        Grouping.Require(input, Filters, Groups);
        return WindowedLayer.OutputShape(Window, input, working.Record("Output channels", "C₂", working.Let("K", Filters), Sources.Notes), working);
    }

    /// <summary>Fh·Fw·(Cin/g)·K, and K biases; Fh·Fw lengths of a kernel whose directions are apart.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(input.SpatialRank);
        Quantity filters = working.Let("K", Filters);
        var kernel = new Weight("kernel", WindowedLayer.KernelShape(axes, working, ChannelsPerGroup(input, working), filters));
        Weight[] lengths = SeparatesKernelLengths ? [new Weight("kernel_length", WindowedLayer.KernelShape(axes, working, 1, 1))] : [];
        return UseBias ? [kernel, .. lengths, new Weight("bias", new TensorShape(filters))] : [kernel, .. lengths];
    }

    /// <summary>For each output, a sum of Fh·Fw·(Cin/g) products and a bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        TensorShape input = inputs[0];
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(input.SpatialRank);
        Quantity outputs = working.OutputElements(output);
        Quantity channels = ChannelsPerGroup(input, working);
        working.Record("Single-channel convolutions", "N", working.Let("n", outputs) * channels, Sources.Notes);
        Quantity terms = working.Record(
            "Products in one output element", "t", WindowedLayer.KernelElements(axes, working) * channels, Sources.Notes);
        return WorkFormula.Contraction(outputs, terms, UseBias ? 1 : 0, working);
    }

    /// <summary>With as many groups as channels it is a depthwise convolution, whose output can be written over the input channel by channel.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new()
    {
        OverwritesByChannel = inputs[0].Channels == Groups && Filters == Groups ? [0] : [],
        KeepsInputs = All(inputs),
    };

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WindowedLayer.States(Window, inputs[0], working);

    private Quantity ChannelsPerGroup(TensorShape input, Working? working)
    {
        Quantity channels = working.Let("Cin", input.Channels);
        return Groups == 1 ? channels : Quantity.FloorDivide(channels, working.Let("g", Groups));
    }
}
