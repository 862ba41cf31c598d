namespace DeepCalc;

/// <summary>A fully connected layer on the last axis.</summary>
/// <param name="Units">The number of outputs.</param>
/// <param name="UseBias">Whether each output has a bias.</param>
public sealed record Dense(long Units, bool UseBias = true) : LayerDefinition
{
    public override string Describe() => $"{Units} units{(UseBias ? "" : ", no bias")}";

    public override TensorShape DefaultInput => new(Quantity.Unknown("C"));

    public override void Validate() => Require("the number of units", Units, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        inputs[0].With(inputs[0].Rank - 1, working.Record("Output features", "out", working.Let("units", Units), Sources.Notes));

    /// <summary>in·units, and units biases.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity units = working.Let("units", Units);
        var kernel = new Weight("kernel", new TensorShape(working.Let("in", inputs[0].Last), units));
        return UseBias ? [kernel, new Weight("bias", new TensorShape(units))] : [kernel];
    }

    /// <summary>For each output, a sum of in products and a bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Contraction(working.ProductOf(output), working.Let("in", inputs[0].Last), UseBias ? 1 : 0, working);

    /// <summary>A tensor of its own; kept is the input, unless the kernel is frozen.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = [0], KeepsForWeights = [(0, "kernel")] };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[0].Rank - 1 ? AxisView.Everything : AxisView.Same(axis);
}
