namespace DeepCalc.Measures.Caches;

/// <summary>The memory of some layers of a network from step to step, as a function of the length of the sequence.</summary>
internal sealed class CacheTotal
{
    private const string LengthSymbol = "T";

    private readonly CacheEngine _engine;
    private readonly long _sequences;
    private readonly bool _isDecoding;

    // For each number of bytes of a position in a layer: the layers that have it, by their window; −1 for none.
    private readonly SortedDictionary<string, (Quantity Bytes, SortedDictionary<long, long> Layers)> _groups = new(StringComparer.Ordinal);

    private CacheTotal(Network network, IReadOnlyList<CachedLayer> layers, CacheOptions options)
    {
        _engine = options.Engine;
        _sequences = options.BatchSize;
        _isDecoding = network.Past is not null;
        CachedLayer[] counted = [.. layers.Where(layer => layer.IsCounted(network))];
        Uncounted = [.. layers.Except(counted).Select(layer => layer.Layer)];
        Layers = counted.Length;
        foreach (CachedLayer layer in counted)
        {
            Fixed += layer.Fixed * _sequences;
            foreach ((long window, Quantity bytes) in layer.Growing)
            {
                string key = bytes.ToString();
                if (!_groups.TryGetValue(key, out (Quantity Bytes, SortedDictionary<long, long> Layers) group))
                {
                    _groups.Add(key, group = (bytes, []));
                }

                group.Layers[window] = group.Layers.GetValueOrDefault(window) + 1;
            }
        }

        Length = LengthOf(counted) is { IsKnown: true } length && network.Past is { } past ? past + length : LengthOf(counted);
        Symbol = Length.Name ?? Free(counted);
    }

    /// <summary>The total of a network.</summary>
    /// <exception cref="OverflowException">A size does not fit in 64 bits.</exception>
    public static CacheTotal Of(Network network, CacheOptions options) => new(network, CachedLayer.Of(network, options.FormatFor(network)), options);

    /// <summary>The bytes of one layer.</summary>
    /// <exception cref="OverflowException">A size does not fit in 64 bits.</exception>
    public static CacheTotal Of(Network network, CachedLayer layer, CacheOptions options) => new(network, [layer], options);

    /// <summary>The number of layers that are counted.</summary>
    public int Layers { get; }

    /// <summary>The layers of which it is unknown what they remember.</summary>
    public IReadOnlyList<Layer> Uncounted { get; }

    /// <summary>The bytes that do not grow with the sequence.</summary>
    public Quantity Fixed { get; }

    /// <summary>
    /// The length of the sequence by the network's input, after the positions that are remembered; unknown where it is open, or where layers
    /// differ.
    /// </summary>
    public Quantity Length { get; }

    /// <summary>The symbol of the length in the formula: the network's own name of an open length.</summary>
    public string Symbol { get; }

    /// <summary>The bytes at a length.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity At(Quantity length) => _groups.Values.Aggregate(
        Fixed, (sum, group) => sum + (group.Bytes * group.Layers.Aggregate((Quantity)0, (cells, layers) => cells + (layers.Value * Cells(layers.Key, length)))));

    /// <summary>The bytes at a given length, or else at that of the network's input; an expression where that is open.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity AtLengthOr(long? length) => Whole(LengthOr(length));

    /// <summary>The bytes at a length with those of the layers of which they are unknown.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity Whole(Quantity length) => Uncounted.Count == 0 ? At(length) : At(length) + Quantity.Unknown("cache");

    /// <summary>The same with its working: for each number of bytes of a position, the positions that all layers remember.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity Explained(long? length, Working working)
    {
        Quantity positions = working.Let(Symbol, LengthOr(length), "positions of a sequence");
        Quantity? sum = null;
        foreach ((Quantity bytes, SortedDictionary<long, long> layers) in _groups.Values)
        {
            Quantity cells = layers.Aggregate((Quantity?)null, (before, group) =>
                working.Let("n", group.Value, "layers") * Cells(group.Key, positions) is var own && before is { } earlier ? earlier + own : own)!.Value;
            Quantity part = working.Let("b", bytes, "bytes of a position in a layer") * cells;
            sum = sum is { } all ? all + part : part;
        }

        return sum is { } growing && Fixed == 0 ? growing
            : working.Let("F", Fixed, "bytes that do not grow") is var kept && sum is { } grown ? grown + kept
            : kept;
    }

    /// <summary>A given length, or else that of the network's input; the symbol of the formula where that is open.</summary>
    /// <exception cref="DeepCalcException">The given length is less than the positions that are remembered and the next ones.</exception>
    public Quantity LengthOr(long? length)
    {
        DeepCalcException.ThrowIf(
            _isDecoding && length < Length.KnownValue,
            ErrorCode.InvalidSize,
            $"a sequence of {length} positions cannot hold those that are remembered and the next ones, {Length} in all.");
        return length ?? (Length.IsKnown ? Length : Quantity.Unknown(Symbol));
    }

    /// <summary>The bytes that the next position adds by the architecture, when a number are remembered; null for the limit of a long sequence.</summary>
    public Quantity Slope(long? length) => _groups.Values.Aggregate(
        (Quantity)0, (sum, group) => sum + (group.Bytes * _sequences * group.Layers.Where(layers => layers.Key < 0 || length < layers.Key).Sum(layers => layers.Value)));

    /// <summary>Whether every position adds as much as the first.</summary>
    public bool IsLinear => _groups.Values.All(group => group.Layers.Keys.All(window => window < 0));

    /// <summary>
    /// The bytes as a formula of the length: <c>8192·(10·T + 52·min(T, 1024))</c> for ten layers that remember 8,192 bytes of every position
    /// and 52 that remember as much of the last 1,024.
    /// </summary>
    public string Formula
    {
        get
        {
            Quantity length = Quantity.Unknown(Symbol);
            IEnumerable<string> parts = _groups.Values
                .GroupBy(group => (First: group.Layers.Keys.First(), HasOther: group.Layers.Count > 1 ? group.Bytes : (Quantity?)null))
                .OrderBy(alike => alike.Key.First)
                .Select(alike => alike.Key.HasOther is { } bytes
                    ? Product(bytes, [.. alike.Single().Layers.Select(layers => layers.Value * Cells(layers.Key, length))])
                    : alike.Aggregate((Quantity)0, (sum, group) => sum + (group.Bytes * (group.Layers[alike.Key.First] * Cells(alike.Key.First, length)))).ToString());
            return string.Join(" + ", Fixed == 0 && _groups.Count > 0 ? parts : parts.Append(Fixed.ToString()));
        }
    }

    // Several kinds of windows are written as a sum in brackets.
    private static string Product(Quantity bytes, Quantity[] cells) => string.Create(CultureInfo.InvariantCulture, $"{bytes}·({string.Join(" + ", cells)})");

    private Quantity Cells(long window, Quantity length) => CacheCells.Of(_engine, length, window < 0 ? null : window, _sequences);

    private static Quantity LengthOf(IReadOnlyList<CachedLayer> layers)
    {
        Quantity[] lengths = [.. layers.SelectMany(layer => layer.Layer.States()).Select(state => state.Positions).OfType<Quantity>().Distinct()];
        return lengths is [var length] ? length : Quantity.Unknown(LengthSymbol);
    }

    // A symbol that no open size of the bytes has.
    private static string Free(IReadOnlyList<CachedLayer> layers)
    {
        var taken = layers.SelectMany(layer => layer.Growing.Values.Append(layer.Fixed)).SelectMany(bytes => bytes.UnknownNames).ToHashSet(StringComparer.Ordinal);
        string symbol = LengthSymbol;
        while (taken.Contains(symbol))
        {
            symbol += "′";
        }

        return symbol;
    }
}
