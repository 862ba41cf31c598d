namespace DeepCalc;

/// <summary>
/// A format in which numbers are stored: each by itself, as <c>float16</c>, or in blocks that have scales in common, as <c>q4_K</c>.
/// Sizes are bytes.
/// </summary>
/// <param name="Name">Its name: <c>bfloat16</c>, <c>q8_0</c>.</param>
/// <param name="BlockLength">The numbers in a block; 1 for a number of whole bytes that is stored by itself.</param>
/// <param name="BlockBytes">The bytes of a block, its scales included.</param>
public sealed record NumberFormat(string Name, long BlockLength, long BlockBytes)
{
    /// <summary>The type of each number, where it is stored by itself; otherwise Undefined.</summary>
    public ElementType Type { get; init; }

    // By the number of the type.
    private static readonly NumberFormat?[] OfTypes = [.. Enumerable.Range(0, (int)Enum.GetValues<ElementType>().Max() + 1).Select(type => Make((ElementType)type))];

    /// <summary>32-bit floating point, the format of a composed network without another one.</summary>
    public static NumberFormat Float32 { get; } = Of(ElementType.Float32)!;

    /// <summary>Whether numbers have scales in common, so that it is a format of weights and caches but not of what layers compute.</summary>
    public bool HasScales => Type == ElementType.Undefined;

    /// <summary>The bits of a number, its share of the scales included.</summary>
    public double BitsPerNumber => 8.0 * BlockBytes / BlockLength;

    /// <summary>The bytes of a tensor; a last block that is not full takes a whole block.</summary>
    /// <param name="count">The number of its elements.</param>
    /// <param name="working">The working.</param>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity BytesOf(Quantity count, Working? working = null)
    {
        Quantity bytes = working.Let(BlockLength == 1 ? "w" : "b", BlockBytes, BlockLength == 1 ? $"bytes of {Name}" : $"bytes of a block of {Name}");
        return BlockLength == 1 ? count * bytes : Quantity.CeilingDivide(count, working.Let("g", BlockLength, $"numbers in a block of {Name}")) * bytes;
    }

    /// <summary>The same numbers with a scale for each group of them.</summary>
    /// <param name="groupSize">The numbers of a group, 1 or more.</param>
    /// <param name="scale">The format of a scale.</param>
    /// <exception cref="DeepCalcException">The format has scales already, or a group does not fill whole bytes.</exception>
    public NumberFormat Grouped(long groupSize, NumberFormat scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        if (HasScales)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"{Name} has scales of its own, for each {BlockLength} numbers; a group size is a setting of a format without scales, such as int4.");
        }

        if (groupSize < 1 || groupSize % BlockLength != 0)
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"a group of {Name} must have a multiple of {BlockLength} numbers, so that it fills whole bytes; given {groupSize}.");
        }

        return new NumberFormat(
            FormattableString.Invariant($"{Name}, a {scale.Name} scale for {groupSize}"),
            groupSize,
            checked((groupSize / BlockLength * BlockBytes) + scale.BlockBytes));
    }

    /// <summary>The format of an element type, or null where its elements have no fixed width.</summary>
    public static NumberFormat? Of(ElementType type) => (int)type >= 0 && (int)type < OfTypes.Length ? OfTypes[(int)type] : null;

    private static NumberFormat? Make(ElementType type) => type.Bits() is not { } bits ? null
        : bits < 8 ? new NumberFormat(NameOf(type), 8 / bits, 1) { Type = type }
        : new NumberFormat(NameOf(type), 1, bits / 8) { Type = type };

    /// <summary>The formats that have a name.</summary>
    public static IEnumerable<NumberFormat> Named => NumberFormats.All;

    /// <summary>The format with a name: of an element type, of GGUF, or one that is in use; upper and lower case are equal.</summary>
    /// <exception cref="DeepCalcException">The name is unknown.</exception>
    public static NumberFormat Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return NumberFormats.Find(text.Trim()) ?? throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"'{text}' is no number format; valid are {string.Join(", ", Named)}.");
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private static string NameOf(ElementType type) => type.ToString().ToLowerInvariant();
}
