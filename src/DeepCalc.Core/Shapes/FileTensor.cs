namespace DeepCalc;

/// <summary>
/// A tensor of a file: the sizes of its axes, if their number is known, the type of its elements, and the values of small tensors from
/// which shapes are computed. Whether the first of its axes is the batch, only the graph shows.
/// </summary>
public sealed class FileTensor : TensorShape
{
    // Longer lists of values mostly differ in their first ones.
    private const int MostHashed = 8;

    private readonly bool _isRanked;

    // Of the content that it was made with; 0 until it is asked for.
    private int _hash;

    // Most tensors are known by their sizes alone, so the rest is apart.
    private Content? _content;

    private FileTensor(ElementType type, Quantity[] sizes, bool isRanked, Content? content)
        : base(Layout.ChannelsFirst, sizes)
    {
        Type = type;
        _content = content;
        _isRanked = isRanked;
        RequireSizes();
    }

    /// <summary>A tensor of these sizes.</summary>
    public FileTensor(ElementType type, params ReadOnlySpan<Quantity> sizes)
        : this(type, sizes.ToArray(), true, null)
    {
    }

    /// <summary>A tensor with an unknown number of axes.</summary>
    public static FileTensor Unranked(ElementType type = ElementType.Undefined) => new(type, [], false, null);

    /// <summary>A tensor with these values, or without values if they are null.</summary>
    internal static FileTensor Of(ElementType type, TensorValues? values, params ReadOnlySpan<Quantity> sizes) =>
        new(type, sizes.ToArray(), true, ContentOf(values));

    /// <summary>A sequence of tensors.</summary>
    /// <param name="item">The common type and sizes of the tensors.</param>
    /// <param name="items">The tensors, or null where their number is unknown.</param>
    internal static FileTensor Sequence(FileTensor item, FileTensor[]? items = null) => new(item.Type, [], false, new Content(null, null, item, items));

    /// <summary>The same sizes and values with elements of another type.</summary>
    internal FileTensor WithType(ElementType type) => type == Type ? this : new(type, SharedSizes, _isRanked, _content?.Fill is null ? _content : ContentOf(Values));

    /// <summary>The same sizes with other elements.</summary>
    internal FileTensor With(ElementType type, TensorValues? values) => new(type, SharedSizes, _isRanked, ContentOf(values));

    /// <summary>The same elements with other sizes of as many axes.</summary>
    internal override FileTensor Resized(Quantity[] sizes) => new(Type, sizes, _isRanked, _content);

    /// <summary>A tensor of the same type with another size on one axis.</summary>
    internal FileTensor Sized(int axis, Quantity size) => new(Type, With(axis, size).Span);

    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; }

    public override bool IsRanked => _isRanked;

    /// <summary>In files, the axes of a sample stand behind that of the samples, for the operators that work on each.</summary>
    internal override bool HasSampleAxis => Rank > 1;

    /// <summary>The shape as a composed layer sees it, with the first axis as the batch or not.</summary>
    internal TensorShape Seen(bool hasBatch) => hasBatch ? new TensorShape(Layout, Span[1..]).Batch(this[0]) : new TensorShape(Layout, Span);

    /// <summary>Its values, or null where they depend on the input or do not affect shapes.</summary>
    internal TensorValues? Values => _content?.Values;

    /// <summary>The known number that all elements equal, or null. It can be known even where sizes are named.</summary>
    internal Scalar? Fill => _content?.Fill;

    /// <summary>The same tensor with this known number as the value of all elements.</summary>
    internal FileTensor FilledWith(Scalar? fill) =>
        fill is { IsKnown: true } ? new(Type, SharedSizes, _isRanked, new Content(Values, fill, Item, Items)) : this;

    /// <summary>The common type and sizes of the tensors of a sequence; null for a tensor.</summary>
    internal FileTensor? Item => _content?.Item;

    /// <summary>The tensors of a sequence with a known length; otherwise null.</summary>
    internal FileTensor[]? Items => _content?.Items;

    /// <summary>Whether something besides its sizes and type is known.</summary>
    internal bool HasContent => _content is not null;

    /// <summary>Whether all that is known of both is the same.</summary>
    internal bool IsSame(FileTensor other) => ReferenceEquals(this, other)
        || (Type == other.Type && _isRanked == other._isRanked && Span.SequenceEqual(other.Span) && Content.IsSame(_content, other._content));

    /// <summary>A hash of all that is known of it, equal for tensors that are the same.</summary>
    internal int ContentHash => _hash != 0 ? _hash : _hash = FindHash();

    /// <summary>Lets its values go, from which the sizes of other tensors have been computed.</summary>
    internal void LetGo() => _content = Item is null ? null : _content;

    /// <summary>A copy of the sizes, which the caller may change.</summary>
    internal new Quantity[] Sizes => Span.ToArray();

    private int FindHash()
    {
        var hash = new HashCode();
        hash.Add(Type);
        foreach (Quantity size in this)
        {
            hash.Add(size.KnownValue ?? -1);
        }

        ReadOnlySpan<Scalar> values = Values is { } known ? known.Elements : [];
        hash.Add(values.Length);
        foreach (Scalar value in values[..Math.Min(values.Length, MostHashed)])
        {
            hash.Add(value.IsKnown ? value.Number : -1);
        }

        return hash.ToHashCode();
    }

    private static Content? ContentOf(TensorValues? values) => values is null ? null : new Content(values);

    private sealed record Content(TensorValues? Values, Scalar? Fill = null, FileTensor? Item = null, FileTensor[]? Items = null)
    {
        public static bool IsSame(Content? one, Content? other) => ReferenceEquals(one, other)
            || (one is not null && other is not null && one.Fill.Equals(other.Fill) && TensorValues.AreSame(one.Values, other.Values) && HaveSameItems(one, other));

        private static bool HaveSameItems(Content one, Content other) => one.Item is null || other.Item is null
            ? ReferenceEquals(one.Item, other.Item)
            : one.Item.IsSame(other.Item) && one.Items?.Length == other.Items?.Length
                && (one.Items ?? []).Zip(other.Items ?? []).All(static pair => pair.First.IsSame(pair.Second));
    }
}
