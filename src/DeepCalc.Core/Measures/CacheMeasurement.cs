using DeepCalc.Measures.Caches;

namespace DeepCalc;

/// <summary>
/// What a network, or a layer of it, remembers from one step of decoding to the next: one flat row. Sizes are bytes; null depends on an
/// unknown size.
/// </summary>
public sealed class CacheMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer; null in the row of a network.</summary>
    public string? Layer { get; internal init; }

    /// <summary>The names of the tensors that the layer remembers, such as <c>keys, values</c>; null in the row of a network.</summary>
    public string? States { get; internal init; }

    /// <summary>The layers that remember something.</summary>
    public int CachingLayers { get; internal init; }

    /// <summary>The bytes as a formula of the length of the sequence, for all sequences: <c>8192·(10·T + 52·min(T, 1024))</c>.</summary>
    public string Formula { get; internal init; } = "";

    /// <summary>
    /// The bytes that the next position adds by the architecture, at the length; without a length, null where that depends on it.
    /// </summary>
    public long? BytesPerToken { get; internal init; }

    /// <summary>The bytes that a position adds once all windows are full.</summary>
    public long? BytesPerTokenLimit { get; internal init; }

    /// <summary>The bytes that do not grow with the sequence.</summary>
    public long? StateBytes { get; internal init; }

    /// <summary>All bytes at the length; null without one, unless nothing grows.</summary>
    public long? CacheBytes { get; internal init; }

    /// <summary>The positions of each sequence, or null where they are open.</summary>
    public long? Length { get; internal init; }

    /// <summary>The number of sequences.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The number format of what has no type of its own.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>How memory is reserved.</summary>
    public string Engine { get; internal init; } = "";

    /// <summary>The layers of which it is unknown what they remember, or null. The formula leaves them out, and the numbers are empty.</summary>
    public string? UncountedLayers { get; internal init; }

    /// <summary>The row of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The length, the number of sequences, the format and the engine.</param>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public static CacheMeasurement Of(Network network, CacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return Of(network, () => CacheTotal.Of(network, options), options, null);
    }

    /// <summary>A row for each layer that remembers something.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The length, the number of sequences, the format and the engine.</param>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public static IEnumerable<CacheMeasurement> PerLayer(Network network, CacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return CachedLayer.Of(network, options.FormatFor(network)).Select(layer => Of(network, () => CacheTotal.Of(network, layer, options), options, layer));
    }

    private static CacheMeasurement Of(Network network, Func<CacheTotal> totalOf, CacheOptions options, CachedLayer? single)
    {
        try
        {
            CacheTotal total = totalOf();
            bool isLowerBound = total.Uncounted.Count > 0;
            long? length = total.LengthOr(options.Length).KnownValue;
            return new CacheMeasurement
            {
                Source = network.Token,
                Network = network.Name,
                Layer = single is null ? null : network.NameOf(single.Layer),
                States = single is null ? null : string.Join(", ", single.Layer.States().Select(state => state.Name)),
                CachingLayers = total.Layers,
                Formula = total.Layers == 0 && isLowerBound ? "" : total.Formula,
                BytesPerToken = isLowerBound || (length is null && !total.IsLinear) ? null : total.Slope(length).KnownValue,
                BytesPerTokenLimit = isLowerBound ? null : total.Slope(null).KnownValue,
                StateBytes = isLowerBound ? null : total.Fixed.KnownValue,
                CacheBytes = total.AtLengthOr(options.Length).KnownValue,
                Length = length,
                BatchSize = options.BatchSize,
                Type = options.FormatFor(network).Name,
                Engine = options.Engine.ToString(),
                UncountedLayers = UnknownSize.Describe(network, total.Uncounted),
            };
        }
        catch (OverflowException)
        {
            throw new DeepCalcException(ErrorCode.CountOverflow, $"the cache of {network.Name} has more bytes than fit in 64 bits; give a smaller length or batch size.");
        }
    }

    /// <summary>The network and the bytes that it remembers: <c>Qwen3-8B 147456·T</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network} {Formula}");
}
