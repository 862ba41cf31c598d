namespace DeepCalc;

/// <summary>A tensor as a file of weights lists it.</summary>
/// <param name="Name">Its full name: <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
/// <param name="Sizes">The sizes of its axes, the outermost first.</param>
/// <param name="Type">The type of its elements, where DeepCalc has a name for it.</param>
/// <param name="StorageType">What the file calls the type, where DeepCalc has none.</param>
/// <param name="Bytes">The bytes that it takes, or null where the file does not tell.</param>
internal sealed record ListedTensor(string Name, long[] Sizes, ElementType Type, string? StorageType, long? Bytes)
{
    // What stands for weights that a quantisation has put into fewer and larger numbers.
    private static readonly string[] Packed = ["qweight", "weight", "weight_packed"];

    // Tables and statistics that come with a layer and that training leaves alone.
    private static readonly string[] Statistics =
        ["running_mean", "running_var", "moving_mean", "moving_variance", "inv_freq", "masked_bias"];

    /// <summary>Whether whole numbers can stand for weights in files of its kind; otherwise they have types of their own for those.</summary>
    public bool CanPack { get; init; }

    /// <summary>The module that holds it: the name up to the last dot; empty for one of the network itself.</summary>
    public string Module => Name[..Math.Max(Name.LastIndexOf('.'), 0)];

    private string OwnName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>
    /// Whether whole numbers stand for weights, several in one, so that the file does not tell how many weights there are.
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

    // Whole numbers with a sign, of a byte, each of which is a weight. Without a sign they hold two.
    private bool IsQuantized => CanPack && OwnName == "weight" && Type == ElementType.Int8;

    private bool IsComputed =>
        Array.IndexOf(Statistics, OwnName) >= 0
        || Name.StartsWith("rope_freqs.", StringComparison.Ordinal)
        || Name.StartsWith("rope_factors_", StringComparison.Ordinal);
}
