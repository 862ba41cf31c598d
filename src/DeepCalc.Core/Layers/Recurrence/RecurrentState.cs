using DeepCalc.Formulas;
using DeepCalc.Networks;

namespace DeepCalc;

/// <summary>A final state of a recurrent layer, or of one layer of its stack, as a separate output.</summary>
/// <param name="Source">The recurrent layer, whose output is the only input and which determines the size of the state.</param>
/// <param name="Index">The index into its <see cref="Recurrent.AllStateNames"/>, from 0.</param>
public sealed record RecurrentState(Recurrent Source, int Index) : LayerDefinition
{
    /// <summary>The name of the state: h or c, with the layer and the direction in front where there are several.</summary>
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
                ErrorCode.InvalidSize, $"state {Index} does not exist: the layer's states are numbered 0 to {count - 1} ({LayerNaming.Few(Source.AllStateNames)}).");
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
                $"a state needs the output of its own recurrent layer ({Source.Describe()}) as input, which is {expected}; the input is {inputs[0]}.");
        }

        Quantity size = working.Record("Size of the state", StateName[^1..], Source.StateSize(Index, working), Sources.Definition);
        return new TensorShape(inputs[0].Layout, size);
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new();

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Everything;
}
