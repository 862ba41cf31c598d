namespace DeepCalc;

/// <summary>
/// The tensors of one module, from a file that holds weights and no graph. The file does not describe the operations,
/// so the work is unknown, and the set has neither input nor output.
/// </summary>
/// <param name="Tensors">The tensors.</param>
/// <param name="NetworkName">The name of the file's network, or null.</param>
public sealed record TensorSet(IReadOnlyList<Weight> Tensors, string? NetworkName = null) : LayerDefinition
{
    /// <summary>The missing files that hold these tensors, or null where no file is missing.</summary>
    public string? Missing { get; init; }

    /// <summary>The name of the module in the file; null for tensors outside of any.</summary>
    public string? Module { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Missing is null ? "Tensors" : "Missing";

    private readonly bool _hasShared = Tensors.Any(tensor => tensor.Identity is not null);

    public override bool HasSharedTensors => _hasShared;

    /// <summary>The number of tensors and the types that they are stored in, or the files that are missing.</summary>
    public override string Describe()
    {
        if (Missing is not null)
        {
            return Missing;
        }

        string count = FormattableString.Invariant($"{Tensors.Count} {(Tensors.Count == 1 ? "tensor" : "tensors")}");
        string types = string.Join(", ", Tensors.Select(tensor => tensor.TypeName).OfType<string>().Distinct());
        return types.Length == 0 ? count : $"{count}, {types}";
    }

    public override int LeastInputs => 0;

    public override bool IsSource => true;

    public override bool SeesBatch => true;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => FileTensor.Unranked();

    /// <summary>The tensors of the file.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => Tensors;

    /// <summary>Unknown.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => DeepCalc.Work.Unknown("the tensors");

    /// <summary>Unknown.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        DeepCalc.Storage.Unknown;

    /// <summary>Unknown.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        [new State("state", Quantity.Unknown("state of the tensors"))];

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Unknown(-1);
}
