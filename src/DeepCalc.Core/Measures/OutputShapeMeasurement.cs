namespace DeepCalc;

/// <summary>The shape after a layer: one flat row.</summary>
public sealed record OutputShapeMeasurement
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The layer.</summary>
    public required string Layer { get; init; }

    /// <summary>The kind of layer.</summary>
    public required string Kind { get; init; }

    /// <summary>The shape after it, without the batch axis.</summary>
    public required string OutputShape { get; init; }

    /// <summary>The number of axes.</summary>
    public required int Rank { get; init; }

    /// <summary>The number of elements, or null where a size is unknown.</summary>
    public required long? Elements { get; init; }

    /// <summary>The shape after a layer of a network.</summary>
    /// <exception cref="DeepCalcException">The elements do not fit in 64 bits.</exception>
    public static OutputShapeMeasurement Of(Network network, Layer layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layer);
        try
        {
            return new OutputShapeMeasurement
            {
                Network = network.Name,
                Layer = network.NameOf(layer),
                Kind = layer.Kind,
                OutputShape = layer.OutputShape.ToString(),
                Rank = layer.OutputShape.Rank,
                Elements = layer.OutputShape.ElementCount.KnownValue,
            };
        }
        catch (OverflowException)
        {
            throw DeepCalc.Layer.Overflow(network.NameOf(layer), "number of elements");
        }
    }
}
