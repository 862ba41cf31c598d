namespace DeepCalc;

/// <summary>The units that see one position of one axis of the input, or of another layer: one flat row.</summary>
public sealed class PixelFieldMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer whose units see.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The seen layer: the input, or the given layer.</summary>
    public string From { get; internal init; } = "";

    /// <summary>The axis: <c>height</c>, <c>width</c>.</summary>
    public string Axis { get; internal init; } = "";

    /// <summary>The position on the axis, from 0.</summary>
    public long Pixel { get; internal init; }

    /// <summary>The first unit that sees it; null if none does or if it is unknown.</summary>
    public long? FirstUnit { get; internal init; }

    /// <summary>The last unit that sees it; null if none does or if it is unknown.</summary>
    public long? LastUnit { get; internal init; }

    /// <summary>The number of units that see it; a dilation can leave out units between the first and the last.</summary>
    public long? UnitCount { get; internal init; }

    /// <summary>
    /// Whether every unit depends on the whole axis. The other columns then ignore multiplicative gates, if there are any.
    /// </summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The units of the last layer that see a position, axis by axis.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pixel">The position: one number for each axis of the origin that is not the channel axis.</param>
    /// <param name="from">The layer that is seen, or null for the inputs.</param>
    /// <exception cref="DeepCalcException">The position does not exist.</exception>
    public static IEnumerable<PixelFieldMeasurement> Of(Network network, IReadOnlyList<long> pixel, Layer? from = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(pixel);
        return network.SeenFrom(from).SelectMany(origin =>
        {
            Place.Require("pixel", pixel, origin.OutputShape, network.NameOf(origin));
            return new ReceptiveFieldMap(network, origin).RowsOf(network.PlaceOf(network.Output), (map, layer, axis) => Row(map, layer, axis, pixel[axis]));
        });
    }

    private static PixelFieldMeasurement Row(ReceptiveFieldMap map, int layer, int axis, long pixel)
    {
        IndexSet? units = new FieldQuery(map, axis).Seeing(layer, pixel);
        return new PixelFieldMeasurement
        {
            Source = map.Network.Token,
            Network = map.Network.Name,
            Layer = map.Network.NameAt(layer),
            From = map.Network.NameOf(map.Origin),
            Axis = AxisNotation.For(axis, map.AxisCount).Name,
            Pixel = pixel,
            FirstUnit = units is { IsEmpty: false } ? units.First : null,
            LastUnit = units is { IsEmpty: false } ? units.Last : null,
            UnitCount = units?.Count,
            SeesEverything = map[layer, axis] is { IsGated: true } or { Kind: FieldKind.Everything, Axis: < 0 },
        };
    }

    /// <summary>The layer, the axis and the position: <c>conv2d height 100</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer} {Axis} {Pixel}");
}
