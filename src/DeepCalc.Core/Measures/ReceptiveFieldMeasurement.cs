namespace DeepCalc;

/// <summary>The receptive field of a layer's units on one axis of the input, or of another layer: one flat row.</summary>
public sealed class ReceptiveFieldMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer whose units see.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The seen layer: the input, or the given layer.</summary>
    public string From { get; internal init; } = "";

    /// <summary>The axis: <c>height</c>, <c>width</c>.</summary>
    public string Axis { get; internal init; } = "";

    /// <summary>
    /// The number of positions that a unit sees; the largest where units differ. Padding is ignored, so it can exceed the size of the axis.
    /// </summary>
    public long? Size { get; internal init; }

    /// <summary>
    /// The same, ignoring multiplicative gates that see everything (squeeze-and-excite); equal to the size where there is no such gate.
    /// </summary>
    public long? LocalSize { get; internal init; }

    /// <summary>
    /// The distance between the fields of neighbouring units: the effective stride. It can be a fraction after upsampling.
    /// </summary>
    public double? Jump { get; internal init; }

    /// <summary>The jump as an exact fraction: <c>4/3</c>.</summary>
    public string? JumpRatio { get; internal init; }

    /// <summary>The centre of the first unit's field, in positions from 0.</summary>
    public double? Start { get; internal init; }

    /// <summary>The number of positions by which the first unit's field begins before the axis.</summary>
    public long? EffectivePadding { get; internal init; }

    /// <summary>The size of the seen axis.</summary>
    public long? InputSize { get; internal init; }

    /// <summary>The share of the axis that a unit sees, at most 1.</summary>
    public double? Share { get; internal init; }

    /// <summary>Whether every unit sees the whole axis, as after a dense layer, global pooling or a gate over the whole axis.</summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The merge whose branches see different places, or null.</summary>
    public string? MisalignedAt { get; internal init; }

    /// <summary>The receptive field of the last layer of a network, axis by axis.</summary>
    /// <param name="network">The network.</param>
    /// <param name="from">The layer that is seen, or null for the inputs.</param>
    /// <param name="perLayer">Whether to return every layer, not just the last.</param>
    public static IEnumerable<ReceptiveFieldMeasurement> Of(Network network, Layer? from = null, bool perLayer = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        int last = network.PlaceOf(network.Output);
        return network.SeenFrom(from).SelectMany(origin =>
        {
            var map = new ReceptiveFieldMap(network, origin);
            return Enumerable.Range(perLayer ? 0 : last, perLayer ? last + 1 : 1)
                .Where(layer => !network.Values[layer].IsImplicit).SelectMany(layer => map.RowsOf(layer, Row));
        });
    }

    private static ReceptiveFieldMeasurement Row(ReceptiveFieldMap map, int layer, int axis)
    {
        AxisField field = map[layer, axis];
        AxisField? geometry = field.HasGeometry ? field : null;
        long? size = map.SizeOf(layer, axis)?.KnownValue;
        long? input = map.OriginSize(axis).KnownValue;
        long? padding = geometry?.Padding.KnownValue;
        return new ReceptiveFieldMeasurement
        {
            Source = map.Network.Token,
            Network = map.Network.Name,
            Layer = map.Network.NameAt(layer),
            From = map.Network.NameOf(map.Origin),
            Axis = AxisNotation.For(axis, map.AxisCount).Name,
            Size = size,
            LocalSize = map.LocalSizeOf(layer, axis)?.KnownValue,
            Jump = geometry?.Jump.ToDouble(),
            JumpRatio = geometry?.Jump.ToString(),
            Start = geometry?.Track.First.Centre,
            EffectivePadding = padding,
            InputSize = input,
            Share = size is { } part && input is { } whole ? Math.Min(1, part / (double)whole) : null,
            SeesEverything = field.SeesEverything,
            MisalignedAt = field.MisalignedAt < 0 ? null : map.Network.NameAt(field.MisalignedAt),
        };
    }

    /// <summary>The layer, the axis and the size: <c>conv2d height 7</c>.</summary>
    public override string ToString() => $"{Layer} {Axis} {Size?.ToString(CultureInfo.InvariantCulture) ?? (SeesEverything ? "all" : "?")}";
}
