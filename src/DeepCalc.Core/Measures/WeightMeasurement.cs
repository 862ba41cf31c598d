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

    /// <summary>
    /// The number of its elements, or null where a size is unknown; 0 of one that is counted with another layer, or that is no parameter.
    /// </summary>
    public required long? Parameters { get; init; }

    /// <summary>Whether training changes it.</summary>
    public required bool IsTrainable { get; init; }

    /// <summary>The type that a file stores it in, or null where no file does.</summary>
    public required string? Type { get; init; }

    /// <summary>The bytes that it takes in a file, or null where no file tells; 0 of one that is counted with another layer.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The layer before it that holds it, where layers share it; it is counted there.</summary>
    public required string? TiedTo { get; init; }

    /// <summary>The weights of a network, layer by layer.</summary>
    /// <exception cref="DeepCalcException">A count does not fit in 64 bits.</exception>
    public static IEnumerable<WeightMeasurement> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (Layer layer in network.Layers)
        {
            IReadOnlyList<Weight> weights = layer.Weights();
            for (int i = 0; i < weights.Count; i++)
            {
                yield return Of(network, layer, weights[i], network.SharedWeights?.HolderOf(layer, i));
            }
        }
    }

    private static WeightMeasurement Of(Network network, Layer layer, Weight weight, Layer? holder)
    {
        try
        {
            return new WeightMeasurement
            {
                Network = network.Name,
                Layer = network.NameOf(layer),
                Weight = weight.Name,
                Shape = weight.Shape.ToString(),
                Parameters = holder is null && weight.IsParameter ? weight.Count.KnownValue : 0,
                IsTrainable = weight.IsTrainable && weight.IsParameter,
                Type = weight.TypeName,
                Bytes = StorageMeasure.Of(weight, holder),
                TiedTo = holder is null ? null : network.NameOf(holder),
            };
        }
        catch (OverflowException)
        {
            throw DeepCalc.Layer.Overflow(network.NameOf(layer), $"number of elements of {weight.Name}");
        }
    }
}
