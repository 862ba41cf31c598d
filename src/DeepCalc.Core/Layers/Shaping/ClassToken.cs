namespace DeepCalc;

/// <summary>Puts learned tokens before a sequence, as a vision transformer does for the class.</summary>
/// <param name="Count">The number of tokens.</param>
public sealed record ClassToken(long Count = 1) : LayerDefinition
{
    public override string Describe() => Count == 1 ? "" : $"{Count} tokens";

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override bool FixesRank => true;

    public override void Validate() => Require("the number of tokens", Count, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0].Rank == 2
        ? inputs[0].With(0, working.Record("Output steps", "T₂", working.Let("T₁", inputs[0][0], "input steps") + working.Let("n", Count, "tokens"), Sources.Definition))
        : throw new DeepCalcException(
            ErrorCode.RankMismatch, $"class tokens need a sequence of steps and features, such as 196x768; the input is {inputs[0]}.");

    /// <summary>n·C, for n tokens before a sequence of C features.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [new Weight("class_token", new TensorShape(working.Let("n", Count, "tokens"), working.Let("C", inputs[0].Last)))];

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == 0 ? AxisView.Window(0, 1, 1, 1, Count) : AxisView.Same(axis);
}
