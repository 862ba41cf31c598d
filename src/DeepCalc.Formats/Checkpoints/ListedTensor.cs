namespace DeepCalc.Formats.Checkpoints;

/// <summary>A tensor as listed in a file of weights.</summary>
/// <param name="Name">The full name: <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
/// <param name="Sizes">The sizes of the axes, the outermost first.</param>
/// <param name="Type">The type of the elements, or unknown where DeepCalc has no name for it.</param>
/// <param name="StorageType">The file's name for the type, where DeepCalc has none; else null.</param>
/// <param name="Bytes">The size in bytes, or null if unknown.</param>
internal sealed record ListedTensor(string Name, long[] Sizes, ElementType Type, string? StorageType, long? Bytes)
{
    // Tables and statistics of a layer that training does not change.
    private static readonly string[] Statistics =
        ["running_mean", "running_var", "moving_mean", "moving_variance", "inv_freq", "masked_bias"];

    // bitsandbytes names what belongs to a tensor after the tensor: layer.weight.absmax is of the module layer.
    private static readonly string[] Appended = [".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map"];
    private const string State = ".quant_state.bitsandbytes__";

    // JAX and TensorFlow separate modules by a slash.
    private static readonly char[] Separators = ['.', '/'];

    private readonly int _ownName = OwnNameOf(Name);

    /// <summary>Whether the file format has no types for quantised weights, so that integers may hold packed weights.</summary>
    public bool CanPack { get; init; }

    /// <summary>Whether each element is one number, although the type is an integer: a type of PyTorch for quantised numbers.</summary>
    public bool HoldsNumbers { get; init; }

    /// <summary>What the tensor is to its module; null where only its name says so.</summary>
    public TensorRole? Role { get; init; }

    /// <summary>What all tensors with the same elements have in common; null where this tensor shares them with no other.</summary>
    public object? Identity { get; init; }

    /// <summary>Its values, where they describe how other tensors are packed; else null.</summary>
    public byte[]? Values { get; init; }

    /// <summary>The module of the tensor: the name up to its last part; empty for a tensor of the network itself.</summary>
    public string Module => Name[..Math.Max(_ownName - 1, 0)];

    /// <summary>The name within the module.</summary>
    public string OwnName => Name[_ownName..];

    /// <summary>The number of its elements.</summary>
    public long Elements => Sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>The tensor as a weight of its module, where no quantiser packed others into it.</summary>
    public Weight ToWeight() => new(OwnName, ShapeOf(Sizes), IsTrainable)
    {
        IsParameter = IsNumber,
        IsBuffer = IsBuffer,
        Identity = Identity,
        ElementType = Type,
        StorageType = StorageType,
        StoredBytes = Bytes,
    };

    /// <summary>The weights that are packed into the tensor, as a weight of its module.</summary>
    public Weight ToWeight(Packing packing) =>
        new(OwnName, packing.Sizes is { } sizes ? ShapeOf(sizes) : new TensorShape(Quantity.Unknown($"weights packed in {Name}")), IsTrainable)
        {
            IsParameter = Role != TensorRole.View,
            IsBuffer = IsBuffer,
            Identity = Identity,
            StorageType = packing.Format,
            StoredBytes = Bytes,
        };

    /// <summary>The tensor as what says how others of its module are packed, such as their scales.</summary>
    public Weight ToEncoding() => ToWeight() with { IsParameter = false, IsTrainable = false, IsBuffer = false, IsEncoding = true };

    private bool IsTrainable => Role is null ? !IsComputed : Role == TensorRole.Trained;

    private bool IsBuffer => Role is null ? IsComputed : Role is TensorRole.Buffer or TensorRole.Positions;

    // Signed bytes hold one weight each. Unsigned bytes pack two.
    private bool IsNumber => Role != TensorRole.View
        && (HoldsNumbers || !(Type.IsInteger() || Type is ElementType.Boolean or ElementType.String || IsMask) || (CanPack && OwnName == "weight" && Type == ElementType.Int8));

    private static TensorShape ShapeOf(long[] sizes) => new([.. sizes.Select(size => (Quantity)size)]);

    private static int OwnNameOf(string name)
    {
        int end = name.IndexOf(State, StringComparison.Ordinal);
        foreach (string suffix in Appended)
        {
            end = end < 0 && name.EndsWith(suffix, StringComparison.Ordinal) ? name.Length - suffix.Length : end;
        }

        return (end < 0 ? name : name[..end]).LastIndexOfAny(Separators) + 1;
    }

    private bool IsComputed =>
        Array.IndexOf(Statistics, OwnName) >= 0
        || Name.StartsWith("rope_freqs.", StringComparison.Ordinal)
        || Name.StartsWith("rope_factors_", StringComparison.Ordinal);

    // The causal mask that older transformers store with each attention (GPT-2, GPT-J, GPT-NeoX): 1x1xTxT.
    private bool IsMask => OwnName == "bias" && Sizes is [1, 1, > 1 and var rows, var columns] && rows == columns;
}
