namespace DeepCalc;

/// <summary>Convolution of each channel by itself, with one or more filters per channel.</summary>
/// <param name="Multiplier">The number of filters M per channel, at least 1.</param>
/// <param name="Window">The sliding window.</param>
/// <param name="UseBias">Whether each output channel has a bias.</param>
public sealed record DepthwiseConvolution(long Multiplier, WindowSettings Window, bool UseBias = true) : WindowDefinition(Window)
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind("DepthwiseConv", inputs);

    public override string Describe() =>
        $"{Window.Describe()}{(Multiplier == 1 ? "" : $", {Multiplier} filters a channel")}{(UseBias ? "" : ", no bias")}";

    public override void Validate()
    {
        Require("the number of filters per channel", Multiplier, 1);
        Window.Validate(canRepeat: true);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        WindowedLayer.RequireSpatial(inputs[0], "a depthwise convolution", Window.Rank);
        Quantity channels = working.Record("Output channels", "C₂", OutputChannels(inputs[0], working), Sources.Definition);
        return WindowedLayer.OutputShape(Window, inputs[0], channels, working);
    }

    /// <summary>Fh·Fw·C·m, and C·m biases, for m filters a channel.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(inputs[0].SpatialRank);
        Quantity channels = working.Let("Cin", inputs[0].Channels);
        var kernel = new Weight(
            "depthwise_kernel", WindowedLayer.KernelShape(axes, working, channels, working.Let("m", Multiplier, "filters of a channel")));
        return UseBias ? [kernel, new Weight("bias", new TensorShape(OutputChannels(inputs[0], working)))] : [kernel];
    }

    /// <summary>For each output, a sum of Fh·Fw products and a bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity outputs = working.OutputElements(output);
        Quantity terms = working.Record(
            "Products in one output element",
            "t",
            WindowedLayer.KernelElements(Window.ForRank(inputs[0].SpatialRank), working),
            Sources.Definition);
        return WorkFormula.Contraction(outputs, terms, UseBias ? 1 : 0, working);
    }

    /// <summary>Written over the input channel by channel, if there is one filter a channel; kept is the input.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { OverwritesByChannel = Multiplier == 1 ? [0] : [], KeepsInputs = [0] };

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WindowedLayer.States(Window, inputs[0], working);

    private Quantity OutputChannels(TensorShape input, Working? working) =>
        working.Let("Cin", input.Channels) * working.Let("m", Multiplier, "filters of a channel");
}
