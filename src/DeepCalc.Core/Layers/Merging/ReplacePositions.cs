namespace DeepCalc;

/// <summary>
/// Puts the vectors of the second input, one after another, in the place of marked positions of the first: the features of an image in the
/// place of its tokens in a text (PyTorch's masked_scatter on positions).
/// </summary>
/// <param name="Adds">Whether the vectors are added to those of the marked positions.</param>
public sealed record ReplacePositions(bool Adds = false) : LayerDefinition
{
    // Whether the positions of the image are among those that are remembered, so that the new ones are all of the text.
    private bool IsAfter { get; init; }

    public override bool Sees(int input) => input == 0 || !IsAfter;

    public override string Describe() => Adds ? "added" : "";

    public override int LeastInputs => 2;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        DeepCalcException.ThrowIf(
            inputs[0].Rank != 2 || inputs[1].Rank != 2, ErrorCode.RankMismatch,
            $"positions are replaced in a sequence of positions and features, such as 1024x4096, by those of another; the inputs are {inputs[0]} and {inputs[1]}.");
        DeepCalcException.ThrowIf(
            Merging.Agree(inputs[0].Last, inputs[1].Last, working) is null, ErrorCode.ShapeMismatch,
            $"the vectors of {inputs[1]} cannot take the place of those of {inputs[0]}: they have {inputs[1].Last} features, and must have {inputs[0].Last}.");
        DeepCalcException.ThrowIf(
            !IsAfter && inputs[0][0].KnownValue < inputs[1][0].KnownValue, ErrorCode.ShapeMismatch,
            $"{inputs[1][0]} vectors take as many positions, but the sequence {inputs[0]} has only {inputs[0][0]}; make it at least as long.");
        return inputs[0];
    }

    /// <summary>1 an element that is added; a vector that is put in place costs nothing.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Adds && !IsAfter ? WorkFormula.Elementwise(working.ProductOf(inputs[1]), 1, working) : default;

    /// <summary>Written over the first input; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new() { Overwrites = [0] };

    internal override LayerDefinition AfterPositions(Quantity past) => this with { IsAfter = true };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == 1 ? AxisView.Same(1) : input == 0 ? AxisView.Same(0) : AxisView.Everything;
}
