namespace DeepCalc;

/// <summary>One weight tensor of a network: one flat row.</summary>
public sealed class WeightMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The weight's name within the layer.</summary>
    public string Weight { get; internal init; } = "";

    /// <summary>Its shape.</summary>
    public string Shape { get; internal init; } = "";

    /// <summary>
    /// The number of its elements as parameters; null where a size is unknown, 0 for a weight counted at another layer or one that is no
    /// parameter.
    /// </summary>
    public long? Parameters { get; internal init; }

    /// <summary>
    /// The number of its elements if it is a buffer, such as a running mean; otherwise 0. In a network whose framework is PyTorch, a buffer
    /// is no parameter.
    /// </summary>
    public long? Buffers { get; internal init; }

    /// <summary>Whether training changes it.</summary>
    public bool IsTrainable { get; internal init; }

    /// <summary>The type in which a file stores it, or null where it is in no file.</summary>
    public string? Type { get; internal init; }

    /// <summary>
    /// Its size in the file in bytes; null where it is in no file or its type is unknown, 0 for a weight counted at another layer.
    /// </summary>
    public long? Bytes { get; internal init; }

    /// <summary>The earlier layer that holds a shared weight, where it is counted; otherwise null.</summary>
    public string? TiedTo { get; internal init; }

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
            long? count = holder is null && weight.IsParameter ? weight.Count.KnownValue : 0;
            return new WeightMeasurement
            {
                Source = network.Token,
                Network = network.Name,
                Layer = network.NameOf(layer),
                Weight = weight.Name,
                Shape = weight.Shape.ToString(),
                Parameters = weight.IsBuffer && !ParameterMeasure.CountsBuffers(layer) ? 0 : count,
                Buffers = weight.IsBuffer ? count : 0,
                IsTrainable = weight.IsTrainable && weight.IsParameter,
                Type = weight.TypeName,
                Bytes = StorageMeasure.Of(weight, holder),
                TiedTo = holder is null ? null : network.NameOf(holder),
            };
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), $"number of elements of {weight.Name}");
        }
    }

    /// <summary>The layer, the weight and its shape: <c>dense kernel 16x10</c>.</summary>
    public override string ToString() => $"{Layer} {Weight} {Shape}";
}
