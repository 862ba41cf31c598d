namespace DeepCalc;

/// <summary>A table that turns each index into a vector.</summary>
/// <param name="Vocabulary">The number of indices V.</param>
/// <param name="Width">The length of a vector d.</param>
public sealed record Embedding(long Vocabulary, long Width) : LayerDefinition
{
    /// <summary>Whether index 0 is padding that later layers leave out (Keras's mask_zero).</summary>
    public bool MasksZero { get; init; }

    /// <summary>The index whose vector training leaves at zero (PyTorch's padding_idx), or null.</summary>
    public long? PaddingIndex { get; init; }

    public override string Describe() => SettingText.Join(
        $"{Vocabulary} x {Width}", MasksZero ? "0 masked" : null, PaddingIndex is { } index ? $"padding index {index}" : null);

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"));

    public override void Validate()
    {
        Require("the vocabulary", Vocabulary, 1);
        Require("the width", Width, 1);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        inputs[0].Append(working.Record("Output features", "out", working.Let("d", Width, "width of an embedding"), Sources.Notes));

    /// <summary>V·d.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [new Weight("embeddings", new TensorShape(working.Let("V", Vocabulary, "words of the vocabulary"), working.Let("d", Width, "width of an embedding")))];

    /// <summary>A tensor of its own; kept are the indices, unless the matrix is frozen.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = [0], KeepsForWeights = [(0, "embeddings")] };

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => ElementType.Undefined;

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisView.Same(axis);
}
