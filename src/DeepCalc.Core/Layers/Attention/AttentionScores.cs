namespace DeepCalc;

/// <summary>The scores of an attention layer as a separate output. The attention layer counts their work.</summary>
/// <param name="Heads">The number of heads, or null for attention without heads.</param>
public sealed record AttentionScores(long? Heads = null) : LayerDefinition
{
    public override string Describe() => Heads is { } heads ? $"{heads} heads" : "";

    public override int LeastInputs => 2;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        DeepCalcException.ThrowIf(
            inputs[0].Rank != 2 || inputs[1].Rank != 2, ErrorCode.RankMismatch,
            $"scores need a query and a key of positions and features, such as 197x768; given {inputs[0]} and {inputs[1]}.");

        return Heads is { } heads
            ? new TensorShape(inputs[0].Layout, heads, inputs[0][0], inputs[1][0])
            : new TensorShape(inputs[0].Layout, inputs[0][0], inputs[1][0]);
    }

    /// <summary>The scores themselves, which the attention layer keeps.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Everything;
}
