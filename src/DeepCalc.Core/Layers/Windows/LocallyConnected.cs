namespace DeepCalc;

/// <summary>A convolution with unshared weights: each output position has its own kernel.</summary>
/// <param name="Filters">The number of output channels K.</param>
/// <param name="Window">The sliding window.</param>
/// <param name="UseBias">Whether each output element has a bias.</param>
public sealed record LocallyConnected(long Filters, WindowSettings Window, bool UseBias = true) : WindowDefinition(Window)
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind(nameof(LocallyConnected), inputs);

    public override string Describe() => $"{Filters} filters {Window.Describe()}{(UseBias ? "" : ", no bias")}";

    public override void Validate()
    {
        Require("the number of filters", Filters, 1);
        Window.Validate();
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        WindowedLayer.RequireSpatial(inputs[0], "a locally connected layer", Window.Rank);
        Quantity channels = working.Record("Output channels", "C₂", working.Let("K", Filters), Sources.Definition);
        return WindowedLayer.OutputShape(Window, inputs[0], channels, working);
    }

    /// <summary>Fh·Fw·Cin·K, and K biases, for each output position.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity positions = working.PositionsOf(OutputShape(inputs));
        Quantity terms = Terms(inputs[0], working);
        Quantity filters = working.Let("K", Filters);
        var kernel = new Weight("kernel", new TensorShape(positions, terms, filters));
        return UseBias ? [kernel, new Weight("bias", new TensorShape(positions, filters))] : [kernel];
    }

    /// <summary>For each output, a sum of Fh·Fw·Cin products and a bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity outputs = working.OutputElements(output);
        Quantity terms = working.Record("Products in one output element", "t", Terms(inputs[0], working), Sources.Notes);
        return WorkFormula.Contraction(outputs, terms, UseBias ? 1 : 0, working);
    }

    /// <summary>A tensor of its own; kept is the input, unless the kernel is frozen.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = [0], KeepsForWeights = [(0, "kernel")] };

    private Quantity Terms(TensorShape input, Working? working) =>
        WindowedLayer.KernelElements(Window.ForRank(input.SpatialRank), working) * working.Let("Cin", input.Channels);
}
