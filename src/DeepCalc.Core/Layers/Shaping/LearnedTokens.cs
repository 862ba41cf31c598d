namespace DeepCalc;

/// <summary>
/// A sequence of learned vectors, which begins a branch: the queries of a decoder of objects (DETR), the probe of a pooling attention
/// (SigLIP). It depends on no element of its input, which only says where the branch belongs.
/// </summary>
/// <param name="Count">The number of vectors.</param>
/// <param name="Width">Their width; null is that of the input's features.</param>
public sealed record LearnedTokens(long Count, long? Width = null) : LayerDefinition
{
    public override string Describe() => SettingText.Join(Count == 1 ? "1 token" : $"{Count} tokens", Width is { } width ? $"width {width}" : null);

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of tokens", Count, 1);
        Require("the width", Width ?? 1, 1);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => new(
        working.Record("Output steps", "T₂", working.Let("n", Count, "tokens"), Sources.Definition),
        working.Let("C", Width ?? inputs[0].Last, "features of a token"));

    /// <summary>n·C, for n tokens of C features.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [new Weight("tokens", new TensorShape(working.Let("n", Count, "tokens"), working.Let("C", Width ?? inputs[0].Last, "features of a token")))];

    /// <summary>The weights themselves; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    /// <summary>A unit depends on no element. There is no such view, so all of them are said, which is true of what attends to the input next.</summary>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Everything;
}
