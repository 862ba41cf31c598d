namespace DeepCalc;

/// <summary>
/// A layer of a file that DeepCalc cannot compute: custom code, or an unknown operator. Its
/// work is unknown, and so is its shape unless the file declares it.
/// </summary>
/// <param name="Name">The name of its kind in the file.</param>
/// <param name="Declared">The shape that the file declares for its output, or null.</param>
/// <param name="HoldsWeights">Whether it may hold weights, whose number is then unknown.</param>
public sealed record UnknownLayer(string Name, TensorShape? Declared = null, bool HoldsWeights = true) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Name;

    public override string Describe() => Declared is null ? "unknown" : "unknown, its shape as declared";

    public override int MostInputs => int.MaxValue;

    public override bool SeesBatch => true;

    internal override bool IsUnknown(ReadOnlySpan<TensorShape> inputs) => true;

    internal override LayerDefinition OnOtherInputs() => this with { Declared = null, Others = [.. Others.Select(_ => (TensorShape?)null)] };

    /// <summary>The shapes that the file declares for the outputs behind the first, each of them or null.</summary>
    public IReadOnlyList<TensorShape?> Others { get; init; } = [];

    /// <summary>The tensors that the file stores for it; null where it does not say which.</summary>
    public IReadOnlyList<Weight>? Stored { get; init; }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => 1 + Others.Count;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        (output == 0 ? Declared : Others[output - 1]) ?? FileTensor.Unranked();

    /// <summary>Those that the file stores for it, or else an unknown number, if it can hold weights.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        Stored ?? (HoldsWeights ? [new Weight("weights", new TensorShape(Quantity.Unknown($"weights of {Name}")))] : []);

    /// <summary>Unknown.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => DeepCalc.Work.Unknown(Name);

    /// <summary>Unknown.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        DeepCalc.Storage.Unknown;

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        [new State("state", Quantity.Unknown($"state of {Name}"))];

    /// <summary>The network's own, since it may differ from that of an input.</summary>
    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => ElementType.Undefined;

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Unknown(-1);
}
