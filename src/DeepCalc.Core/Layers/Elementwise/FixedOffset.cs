namespace DeepCalc;

/// <summary>Adds a stored vector that training does not change, a number for each feature: the final_logits_bias of BART.</summary>
public sealed record FixedOffset : SameShapeDefinition
{
    /// <summary>One number for each feature, not trainable.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [new Weight("offset", new TensorShape(working.Let("C", inputs[0].Last)), IsTrainable: false)];

    /// <summary>1 an element.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.Addition, working);

    /// <summary>Written over the input; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new() { Overwrites = [0] };
}
