namespace DeepCalc.Formats.Checkpoints;

/// <summary>A tensor as listed in a file of weights.</summary>
/// <param name="Name">The full name: <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
/// <param name="Sizes">The sizes of the axes, the outermost first.</param>
/// <param name="Type">The type of the elements, or unknown where DeepCalc has no name for it.</param>
/// <param name="StorageType">The file's name for the type, where DeepCalc has none; else null.</param>
/// <param name="Bytes">The size in bytes, or null if unknown.</param>
internal sealed record ListedTensor(string Name, long[] Sizes, ElementType Type, string? StorageType, long? Bytes)
{
    // Names of integer tensors in which quantisation packs several weights into one number.
    private static readonly string[] Packed = ["qweight", "weight", "weight_packed"];

    // Tables and statistics of a layer that training does not change.
    private static readonly string[] Statistics =
        ["running_mean", "running_var", "moving_mean", "moving_variance", "inv_freq", "masked_bias"];

    /// <summary>Whether the file format has no types for quantised weights, so that integers may hold packed weights.</summary>
    public bool CanPack { get; init; }

    /// <summary>The module of the tensor: the name up to the last dot; empty for a tensor of the network itself.</summary>
    public string Module => Name[..Math.Max(Name.LastIndexOf('.'), 0)];

    private string OwnName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>
    /// Whether each integer packs several weights, so that the number of weights is unknown.
    /// </summary>
    public bool IsPacked =>
        CanPack && Type.IsInteger() && !IsQuantized
        && (Array.IndexOf(Packed, OwnName) >= 0 || OwnName.EndsWith("_blocks", StringComparison.Ordinal));

    /// <summary>The tensor as a weight of its module.</summary>
    public Weight ToWeight()
    {
        TensorShape shape = IsPacked
            ? new TensorShape(Quantity.Unknown($"weights packed in {Name}"))
            : new TensorShape([.. Sizes.Select(size => (Quantity)size)]);
        return new Weight(OwnName, shape, !IsComputed)
        {
            IsParameter = IsPacked || !(Type.IsInteger() || Type == ElementType.Boolean) || IsQuantized,
            ElementType = Type,
            StorageType = IsPacked ? $"{Type}, packed" : StorageType,
            StoredBytes = Bytes,
        };
    }

    // Signed bytes hold one weight each. Unsigned bytes pack two.
    private bool IsQuantized => CanPack && OwnName == "weight" && Type == ElementType.Int8;

    private bool IsComputed =>
        Array.IndexOf(Statistics, OwnName) >= 0
        || Name.StartsWith("rope_freqs.", StringComparison.Ordinal)
        || Name.StartsWith("rope_factors_", StringComparison.Ordinal);
}
