namespace DeepCalc;

/// <summary>A depthwise convolution followed directly by a convolution with kernel 1 over all channels.</summary>
/// <param name="Filters">The number of output channels K.</param>
/// <param name="Window">The sliding window of the depthwise step.</param>
/// <param name="Multiplier">The number of filters M per channel in the depthwise step, at least 1.</param>
/// <param name="UseBias">Whether each filter of the second step has a bias; the first has none.</param>
public sealed record SeparableConvolution(long Filters, WindowSettings Window, long Multiplier = 1, bool UseBias = true) : WindowDefinition(Window)
{
    // The depthwise step is a layer definition, which checks and counts itself.
    private readonly DepthwiseConvolution _depthwise = new(Multiplier, Window, UseBias: false);

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind("SeparableConv", inputs);

    public override string Describe() =>
        $"{Filters} filters {Window.Describe()}{(Multiplier == 1 ? "" : $", {Multiplier} filters a channel")}{(UseBias ? "" : ", no bias")}";

    public override void Validate()
    {
        Require("the number of filters", Filters, 1);
        _depthwise.Validate();
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        WindowedLayer.RequireSpatial(inputs[0], "a separable convolution", Window.Rank);
        Quantity channels = working.Record("Output channels", "C₂", working.Let("K", Filters), Sources.Definition);
        return WindowedLayer.OutputShape(Window, inputs[0], channels, working);
    }

    /// <summary>Fh·Fw·C·m without biases, then C·m·K and K biases.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity[] ones = inputs[0].Spatially(static (_, _, _) => 1);
        Quantity filters = working.Let("K", Filters);
        var pointwise = new Weight("pointwise_kernel", new TensorShape([.. ones, Middle(inputs[0], working), filters]));
        Weight[] kernels = [.. _depthwise.Weights(inputs, working), pointwise];
        return UseBias ? [.. kernels, new Weight("bias", new TensorShape(filters))] : kernels;
    }

    /// <summary>A depthwise convolution without biases; then, for each output, a sum of C·m products and a bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity middle = Middle(inputs[0], working);
        Quantity window = WindowedLayer.KernelElements(Window.ForRank(inputs[0].SpatialRank), working);
        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(
            working.ProductOf(output, except: output.ChannelAxis) * middle, window, 0, working, steps.Next("depthwise")));
        steps.Add(WorkFormula.Contraction(working.ProductOf(output), middle, UseBias ? 1 : 0, working, steps.Next("pointwise")));
        return steps.Total();
    }

    /// <summary>The output of the depthwise step, which is kept, as is the input.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity depthwise = working.Record(
            "Output of the depthwise step", "e", working.ProductOf(output, except: output.ChannelAxis) * Middle(inputs[0], working), Sources.Definition);
        return new() { KeepsInputs = [0], Held = [new Held("depthwise output", depthwise, depthwise)] };
    }

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        _depthwise.States(inputs, output, working);

    private Quantity Middle(TensorShape input, Working? working) =>
        working.Let("Cin", input.Channels) * working.Let("m", Multiplier, "filters of a channel");
}
