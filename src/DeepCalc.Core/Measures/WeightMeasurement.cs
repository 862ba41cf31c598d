namespace DeepCalc;

/// <summary>One weight tensor of a network: one flat row.</summary>
public sealed record WeightMeasurement
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The layer.</summary>
    public required string Layer { get; init; }

    /// <summary>The weight's name within the layer.</summary>
    public required string Weight { get; init; }

    /// <summary>Its shape.</summary>
    public required string Shape { get; init; }

    /// <summary>The number of its elements, or null where a size is unknown.</summary>
    public required long? Parameters { get; init; }

    /// <summary>Whether training changes it.</summary>
    public required bool IsTrainable { get; init; }

    /// <summary>The weights of a network, layer by layer.</summary>
    /// <exception cref="DeepCalcException">A count does not fit in 64 bits.</exception>
    public static IEnumerable<WeightMeasurement> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (Layer layer in network.Layers)
        {
            foreach (Weight weight in layer.Weights())
            {
                yield return Of(network, layer, weight);
            }
        }
    }

    private static WeightMeasurement Of(Network network, Layer layer, Weight weight)
    {
        try
        {
            return new WeightMeasurement
            {
                Network = network.Name,
                Layer = network.NameOf(layer),
                Weight = weight.Name,
                Shape = weight.Shape.ToString(),
                Parameters = weight.Count.KnownValue,
                IsTrainable = weight.IsTrainable,
            };
        }
        catch (OverflowException)
        {
            throw DeepCalc.Layer.Overflow(network.NameOf(layer), $"number of elements of {weight.Name}");
        }
    }
}
