using System.Globalization;

namespace DeepCalc;

/// <summary>Which units see one position of one axis of the input, or of another layer: one flat row.</summary>
public sealed class PixelFieldMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer whose units see.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The layer that they see: the input, or the one named.</summary>
    public string From { get; internal init; } = "";

    /// <summary>The axis: height, width.</summary>
    public string Axis { get; internal init; } = "";

    /// <summary>The position on the axis, from 0.</summary>
    public long Pixel { get; internal init; }

    /// <summary>The first unit that sees it; empty if none does, or if that cannot be told.</summary>
    public long? FirstUnit { get; internal init; }

    /// <summary>The last unit that sees it.</summary>
    public long? LastUnit { get; internal init; }

    /// <summary>How many units see it: fewer than from first to last where a dilation leaves some out.</summary>
    public long? UnitCount { get; internal init; }

    /// <summary>Whether every unit depends on the whole axis; the units are then those that see it without multiplicative gates, if there are any.</summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The units of the last layer that see a position, axis by axis.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pixel">The position: one number for each axis of the origin that is not the channel axis.</param>
    /// <param name="from">The layer that is seen, or null for the inputs.</param>
    /// <exception cref="DeepCalcException">There is no such position.</exception>
    public static IEnumerable<PixelFieldMeasurement> Of(Network network, IReadOnlyList<long> pixel, Layer? from = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(pixel);
        foreach (Layer origin in network.SeenFrom(from))
        {
            Place.Require("pixel", pixel, origin.OutputShape, network.NameOf(origin));
            var map = new ReceptiveFieldMap(network, origin);
            for (int axis = 0; axis < map.AxisCount; axis++)
            {
                if (map[network.IndexOf(network.Output), axis].Kind != FieldKind.None)
                {
                    int told = axis;
                    yield return map.Checked(network.IndexOf(network.Output), () => Row(map, told, pixel[told]));
                }
            }
        }
    }

    private static PixelFieldMeasurement Row(ReceptiveFieldMap map, int axis, long pixel)
    {
        int layer = map.Network.IndexOf(map.Network.Output);
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
