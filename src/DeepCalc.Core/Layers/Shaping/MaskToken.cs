namespace DeepCalc;

/// <summary>
/// Puts a learned vector in the place of positions that training hides, as in masked image models and wav2vec 2.0; in inference nothing is
/// hidden, and the output is the input.
/// </summary>
public sealed record MaskToken : SameShapeDefinition
{
    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    /// <summary>C, for features C.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [new Weight("mask_token", new TensorShape(working.Let("C", inputs[0].Last)))];

    /// <summary>The input itself; in training a tensor of its own.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, IsViewInInferenceOnly = true };
}
