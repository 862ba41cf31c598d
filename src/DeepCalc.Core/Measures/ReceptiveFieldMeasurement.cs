using System.Globalization;

namespace DeepCalc;

/// <summary>What a unit of a layer sees of one axis of the input, or of another layer: one flat row.</summary>
public sealed class ReceptiveFieldMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer whose units see.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The layer that they see: the input, or the one named.</summary>
    public string From { get; internal init; } = "";

    /// <summary>The axis: height, width.</summary>
    public string Axis { get; internal init; } = "";

    /// <summary>
    /// How many positions a unit sees; where units see differently, the most. Padding is ignored, so it can be more than there are.
    /// </summary>
    public long? Size { get; internal init; }

    /// <summary>The same without multiplicative gates that see everything (squeeze-and-excite); without such a gate, the size.</summary>
    public long? LocalSize { get; internal init; }

    /// <summary>How far the fields of neighbouring units are apart: the effective stride. A fraction after upsampling.</summary>
    public double? Jump { get; internal init; }

    /// <summary>The jump as an exact fraction: <c>4/3</c>.</summary>
    public string? JumpRatio { get; internal init; }

    /// <summary>The centre of the first unit's field, in positions from 0.</summary>
    public double? Start { get; internal init; }

    /// <summary>How far the first unit's field begins before the axis.</summary>
    public long? EffectivePadding { get; internal init; }

    /// <summary>The size of the axis that is seen.</summary>
    public long? InputSize { get; internal init; }

    /// <summary>The share of the axis that a unit sees, at most 1.</summary>
    public double? Share { get; internal init; }

    /// <summary>Whether every unit sees the whole axis (after dense, global pooling, a gate that does).</summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The merge whose branches do not see the same place, or null.</summary>
    public string? MisalignedAt { get; internal init; }

    /// <summary>What the last layer of a network sees, axis by axis.</summary>
    /// <param name="network">The network.</param>
    /// <param name="from">The layer that is seen, or null for the inputs.</param>
    /// <param name="perLayer">What every layer sees, not just the last.</param>
    public static IEnumerable<ReceptiveFieldMeasurement> Of(Network network, Layer? from = null, bool perLayer = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (Layer origin in network.SeenFrom(from))
        {
            var map = new ReceptiveFieldMap(network, origin);
            int last = network.IndexOf(network.Output);
            for (int layer = perLayer ? 0 : last; layer <= last; layer++)
            {
                foreach (ReceptiveFieldMeasurement row in Rows(map, layer))
                {
                    yield return row;
                }
            }
        }
    }

    private static IEnumerable<ReceptiveFieldMeasurement> Rows(ReceptiveFieldMap map, int layer)
    {
        for (int axis = 0; axis < map.AxisCount; axis++)
        {
            if (map[layer, axis].Kind != FieldKind.None && !map.Network.Layers[layer].IsImplicit)
            {
                int told = axis;
                yield return map.Checked(layer, () => Row(map, layer, told));
            }
        }
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
