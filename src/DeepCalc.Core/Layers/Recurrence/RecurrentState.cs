namespace DeepCalc;

/// <summary>A state that a recurrent layer, or one of its stacked layers, ends with, as an output of its own.</summary>
/// <param name="Source">The recurrent layer, whose output is the only input. It alone knows the size of the state.</param>
/// <param name="Index">Which of its <see cref="Recurrent.AllStateNames"/>.</param>
public sealed record RecurrentState(Recurrent Source, int Index) : LayerDefinition
{
    /// <summary>Which state it is: h or c, of two directions and of stacked layers with these in front.</summary>
    public string StateName => Source.AllStateNames[Index];

    /// <summary>All states of a layer.</summary>
    public static IEnumerable<RecurrentState> AllOf(Recurrent source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.AllStateNames.Select((_, index) => new RecurrentState(source, index));
    }

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(RecurrentState);

    /// <inheritdoc/>
    public override string Describe() => StateName;

    /// <inheritdoc/>
    public override TensorShape DefaultInput => Source.ReturnSequences
        ? new TensorShape(Quantity.Unknown("T"), Source.OutputFeatures(null))
        : new TensorShape(Source.OutputFeatures(null));

    /// <inheritdoc/>
    public override bool FixesRank => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        Source.Validate();
        int count = Source.StateNames.Count * Source.Layers;
        if (Index < 0 || Index >= count)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"the layer's states are 0 to {count - 1} ({LayerNaming.Few(Source.AllStateNames)}); given {Index}.");
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape expected = DefaultInput;
        if (inputs[0].Rank != expected.Rank || Merging.Agree(inputs[0].Last, expected.Last) is null)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"a state stands on the output of its recurrent layer ({Source.Describe()}), which is {expected}; the input is {inputs[0]}.");
        }

        Quantity size = working.Record("Size of the state", StateName[^1..], Source.StateSize(Index, working), Sources.Definition);
        return new TensorShape(inputs[0].Layout, size);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Everything;
}
