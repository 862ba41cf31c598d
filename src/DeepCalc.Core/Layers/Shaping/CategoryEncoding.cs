namespace DeepCalc;

/// <summary>
/// Turns indices into vectors of zeros and ones: one vector per index, or one for all indices on the last axis (Keras's CategoryEncoding).
/// </summary>
/// <param name="Tokens">The number of possible indices, at least 1.</param>
/// <param name="IsOneHot">Whether each index becomes its own vector.</param>
public sealed record CategoryEncoding(long Tokens, bool IsOneHot = false) : LayerDefinition
{
    /// <summary>Whether the vector of all indices has their numbers instead of ones.</summary>
    public bool Counts { get; init; }

    public override string Describe() => $"{Tokens} tokens{(IsOneHot ? ", one each" : "")}{(Counts ? ", counted" : "")}";

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"));

    public override void Validate() => Require("the number of tokens", Tokens, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        Quantity tokens = working.Record("Output features", "out", working.Let("V", Tokens, "categories"), Sources.Definition);
        return input.Rank == 0 || IsAppended(input) ? new TensorShape(input.Layout, [.. input, tokens]) : input.With(input.Rank - 1, tokens);
    }

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => ElementType.Undefined;

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis < inputs[0].Rank - 1 || IsAppended(inputs[0]) ? AxisView.Same(axis) : AxisView.Everything;

    private bool IsAppended(TensorShape input) => IsOneHot && input.Last != 1;
}
