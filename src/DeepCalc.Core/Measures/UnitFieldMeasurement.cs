namespace DeepCalc;

/// <summary>The positions that one unit sees on one axis of the input, or of another layer: one flat row.</summary>
public sealed class UnitFieldMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer whose unit sees.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The seen layer: the input, or the given layer.</summary>
    public string From { get; internal init; } = "";

    /// <summary>The axis: <c>height</c>, <c>width</c>.</summary>
    public string Axis { get; internal init; } = "";

    /// <summary>The unit's place on the axis, from 0; null where the layer no longer has the axis.</summary>
    public long? Unit { get; internal init; }

    /// <summary>
    /// The first position that it sees, ignoring padding: negative before the input. For a unit that sees all earlier positions, it is
    /// clipped.
    /// </summary>
    public long? First { get; internal init; }

    /// <summary>The last position that it sees, ignoring padding.</summary>
    public long? Last { get; internal init; }

    /// <summary>The first position of the input on which it depends, without the padding of any layer.</summary>
    public long? ClippedFirst { get; internal init; }

    /// <summary>The last position of the input on which it depends, without the padding of any layer.</summary>
    public long? ClippedLast { get; internal init; }

    /// <summary>The size of the seen axis.</summary>
    public long? InputSize { get; internal init; }

    /// <summary>Whether the unit depends on the whole axis. The other columns then ignore multiplicative gates, if there are any.</summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The positions that a unit of the last layer sees, axis by axis.</summary>
    /// <param name="network">The network.</param>
    /// <param name="unit">Its place: one number for each axis of the layer that is not the channel axis.</param>
    /// <param name="from">The layer that is seen, or null for the inputs.</param>
    /// <exception cref="DeepCalcException">The unit does not exist.</exception>
    public static IEnumerable<UnitFieldMeasurement> Of(Network network, IReadOnlyList<long> unit, Layer? from = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(unit);
        IReadOnlyList<Layer> origins = network.SeenFrom(from);
        Place.Require("unit", unit, network.Output.OutputShape, network.NameOf(network.Output));
        return origins.SelectMany(origin =>
            new ReceptiveFieldMap(network, origin).RowsOf(network.PlaceOf(network.Output), (map, layer, axis) => Row(map, layer, axis, unit)));
    }

    private static UnitFieldMeasurement Row(ReceptiveFieldMap map, int layer, int axis, IReadOnlyList<long> unit)
    {
        AxisField field = map[layer, axis];
        long? place = Place.On(field, map.Network.Output.OutputShape, unit);
        FieldSpan? span = field.Kind == FieldKind.Window && place is { } known && field.At(known) is { IsEmpty: false } seen ? seen : null;
        long? size = map.OriginSize(axis).KnownValue;
        bool isWhole = field is { Kind: FieldKind.Everything, Axis: < 0 };
        IndexSet? clipped = isWhole || place is null ? null : new FieldQuery(map, axis).SeenBy(layer, place.Value);
        if (isWhole && size is { } all)
        {
            clipped = IndexSet.Of(0, all - 1);
        }

        (long First, long Last)? ends = clipped is { IsEmpty: false } ? (clipped.First, clipped.Last) : null;
        return new UnitFieldMeasurement
        {
            Source = map.Network.Token,
            Network = map.Network.Name,
            Layer = map.Network.NameAt(layer),
            From = map.Network.NameOf(map.Origin),
            Axis = AxisNotation.For(axis, map.AxisCount).Name,
            Unit = place ?? (unit.Count == map.AxisCount ? unit[axis] : null),
            First = field.Kind == FieldKind.Everything ? ends?.First : span?.Start.KnownValue,
            Last = field.Kind == FieldKind.Everything ? ends?.Last : (span?.End - 1)?.KnownValue,
            ClippedFirst = ends?.First,
            ClippedLast = ends?.Last,
            InputSize = size,
            SeesEverything = isWhole || field.IsGated,
        };
    }

    /// <summary>The layer, the axis and the unit: <c>conv2d height 12</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer} {Axis} {Unit}");
}
