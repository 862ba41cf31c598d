using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace DeepCalc;

/// <summary>
/// The sizes of a tensor's axes. A size can be unknown. The shapes of a composed network have no batch axis; those of a file can
/// have one, in front (<see cref="HasBatch"/>).
/// </summary>
/// <remarks>A shape is no collection: a shell takes a collection apart where a text or a single value is wanted.</remarks>
public class TensorShape : IEquatable<TensorShape>
{
    private readonly Quantity[] _sizes;

    /// <summary>A shape of the given sizes, in the order of the layout.</summary>
    public TensorShape(Layout layout, params ReadOnlySpan<Quantity> sizes)
        : this(layout, sizes.ToArray())
    {
    }

    private protected TensorShape(Layout layout, Quantity[] sizes, bool hasBatch = false)
    {
        Layout = layout;
        _sizes = sizes;
        HasBatch = hasBatch;
    }

    /// <summary>A channels-last shape of the given sizes.</summary>
    public TensorShape(params ReadOnlySpan<Quantity> sizes)
        : this(Layout.ChannelsLast, sizes)
    {
    }

    /// <summary>A shape that keeps the array of its sizes, which nobody may change afterwards.</summary>
    internal static TensorShape Keeping(Layout layout, Quantity[] sizes) => new(layout, sizes, hasBatch: false);

    /// <summary>Where the channel axis stands.</summary>
    public Layout Layout { get; }

    /// <summary>
    /// Whether the first axis is the batch axis: of a layer behind a file whose layers never mix the positions of that axis.
    /// </summary>
    public bool HasBatch { get; }

    /// <summary>Whether the axes begin with one that can hold samples, before those of a sample.</summary>
    internal virtual bool HasSampleAxis => HasBatch;

    /// <summary>Whether the number of axes is known.</summary>
    public virtual bool IsRanked => true;

    /// <summary>An error if a size is below 0.</summary>
    internal TensorShape RequireSizes()
    {
        foreach (Quantity size in _sizes)
        {
            DeepCalcException.ThrowIf(
                size.KnownValue < 0, ErrorCode.InvalidSize, $"no size can be below 0; the shape would be {string.Join('x', _sizes)}.");
        }

        return this;
    }

    /// <summary>The sizes of the axes, from the first to the last.</summary>
    public ImmutableArray<Quantity> Sizes => ImmutableCollectionsMarshal.AsImmutableArray(_sizes);

    /// <summary>The sizes, one after another.</summary>
    internal ReadOnlySpan<Quantity> Span => _sizes;

    /// <summary>The array of sizes, to share with another shape of the same sizes; it is never written to.</summary>
    private protected Quantity[] SharedSizes => _sizes;

    /// <summary>The number of axes.</summary>
    public int Rank => _sizes.Length;

    /// <summary>The number of axes that are neither the channel axis nor the batch axis.</summary>
    public int SpatialRank => _sizes.Length - 1 - BatchAxes;

    /// <summary>The index of the channel axis.</summary>
    public int ChannelAxis => Layout == Layout.ChannelsLast ? _sizes.Length - 1 : BatchAxes;

    private int BatchAxes => HasSampleAxis ? 1 : 0;

    /// <summary>The size of the channel axis.</summary>
    /// <exception cref="DeepCalcException">It is a scalar.</exception>
    public Quantity Channels => _sizes.Length > 0 ? _sizes[ChannelAxis] : throw NoAxis();

    /// <summary>The size of the last axis.</summary>
    /// <exception cref="DeepCalcException">It is a scalar.</exception>
    public Quantity Last => _sizes.Length > 0 ? _sizes[^1] : throw NoAxis();

    /// <summary>
    /// The number of axes of a receptive field: all but the channel axis, or the only axis; a scalar counts as one position.
    /// </summary>
    internal int FieldAxisCount => Math.Max(SpatialRank, 1);

    /// <summary>The number of elements: the product of the sizes.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Quantity ElementCount
    {
        get
        {
            if (!IsRanked)
            {
                return Quantity.Unknown("elements");
            }

            Quantity count = _sizes.Length == 0 ? 1 : _sizes[0];
            for (int i = 1; i < _sizes.Length; i++)
            {
                count *= _sizes[i];
            }

            return count;
        }
    }

    /// <summary>The size of an axis.</summary>
    public Quantity this[int axis] => _sizes[axis];

    /// <summary>The size of an axis, which can be counted from the end.</summary>
    public Quantity this[Index axis] => _sizes[axis];

    /// <summary>The index of the n-th axis that is not the channel axis.</summary>
    public int SpatialAxis(int n) => n + BatchAxes + (Layout == Layout.ChannelsLast ? 0 : 1);

    /// <summary>The index of the n-th axis of a receptive field.</summary>
    internal int FieldAxis(int n) => SpatialRank > 0 ? SpatialAxis(n) : Math.Clamp(_sizes.Length - 1, 0, BatchAxes);

    /// <summary>The number of positions on an axis: 1 where the axis does not exist, unknown where the number of axes is unknown.</summary>
    internal Quantity PositionsOn(int axis) => !IsRanked ? Quantity.Unknown("size") : axis >= 0 && axis < Rank ? _sizes[axis] : 1;

    /// <summary>This shape with another size on one axis.</summary>
    /// <exception cref="DeepCalcException">It is a scalar.</exception>
    public TensorShape With(int axis, Quantity size)
    {
        if (_sizes.Length == 0)
        {
            throw NoAxis();
        }

        var sizes = (Quantity[])_sizes.Clone();
        sizes[axis] = size;
        return new TensorShape(Layout, sizes, HasSampleAxis);
    }

    /// <summary>This shape with size 1 on some axes.</summary>
    internal TensorShape WithOnes(IEnumerable<int> axes) => axes.Aggregate(this, static (shape, axis) => shape.With(axis, 1));

    /// <summary>Whether any of its sizes remembers how it was computed.</summary>
    internal bool HasSymbols => Array.Exists(_sizes, static size => size.History is not null);

    /// <summary>The shape with numbers in place of named sizes.</summary>
    internal TensorShape Bind(IReadOnlyDictionary<string, long> sizes) => Resized(Array.ConvertAll(_sizes, size => size.Bind(sizes)));

    /// <summary>A shape of the same kind with other sizes of as many axes.</summary>
    internal virtual TensorShape Resized(Quantity[] sizes) => new(Layout, sizes, HasBatch);

    /// <summary>The shape of one sample: this shape without its batch axis.</summary>
    internal TensorShape Sample() => HasSampleAxis ? new TensorShape(Layout, _sizes[1..]) : this;

    /// <summary>The shape of a batch of samples of this shape.</summary>
    internal TensorShape Batch(Quantity size) => new(Layout, [size, .. _sizes], hasBatch: true);

    /// <summary>This shape with one more axis at the end.</summary>
    public TensorShape Append(Quantity size) => new(Layout, [.. _sizes, size]);

    /// <summary>A shape in this shape's layout, with these sizes on the spatial axes and on the channel axis.</summary>
    public static TensorShape FromSpatial(Layout layout, ReadOnlySpan<Quantity> spatial, Quantity channels)
    {
        var sizes = new Quantity[spatial.Length + 1];
        spatial.CopyTo(layout == Layout.ChannelsLast ? sizes : sizes.AsSpan(1));
        sizes[layout == Layout.ChannelsLast ? ^1 : 0] = channels;
        return new TensorShape(layout, sizes);
    }

    /// <summary>What is computed for each spatial axis, in order, from its number, its names and its size.</summary>
    internal Quantity[] Spatially(Func<int, AxisNotation, Quantity, Quantity> compute)
    {
        var results = new Quantity[SpatialRank];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = compute(i, AxisNotation.For(i, results.Length), _sizes[SpatialAxis(i)]);
        }

        return results;
    }

    private static DeepCalcException NoAxis() => new(ErrorCode.RankMismatch, "the input is a scalar; the layer needs at least one axis.");

    /// <summary>Equal sizes in the same layout.</summary>
    public bool Equals(TensorShape? other) =>
        other is not null && Layout == other.Layout && _sizes.AsSpan().SequenceEqual(other._sizes);

    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Layout);
        foreach (Quantity size in _sizes)
        {
            hash.Add(size);
        }

        return hash.ToHashCode();
    }

    /// <summary>
    /// The sizes joined by <c>x</c>: <c>224x224x3</c>, <c>(H − 2)xWx3</c>; <c>?</c> for an unknown number of axes, <c>scalar</c> for none.
    /// </summary>
    public override string ToString() => !IsRanked ? "?" : _sizes.Length == 0 ? "scalar" : string.Join('x', Array.ConvertAll(_sizes, Text));

    private static string Text(Quantity size) => size.ToString() is var text && !size.IsKnown && IsSum(text) ? $"({text})" : text;

    // Whether the text is a sum outside of brackets.
    private static bool IsSum(string text)
    {
        int depth = 0;
        foreach (char c in text)
        {
            depth += c is '(' or '⌊' or '⌈' or '‹' ? 1 : c is ')' or '⌋' or '⌉' or '›' ? -1 : 0;
            if (depth == 0 && c == ' ')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes through the sizes.</summary>
    public ReadOnlySpan<Quantity>.Enumerator GetEnumerator() => Span.GetEnumerator();
}
