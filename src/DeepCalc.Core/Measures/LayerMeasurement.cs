namespace DeepCalc;

/// <summary>All numbers of a layer in one flat row; null is unknown or has no meaning there.</summary>
public sealed record LayerMeasurement
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The layer's place in the network, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its settings in one line.</summary>
    public required string Settings { get; init; }

    /// <summary>The names of the layers that feed it.</summary>
    public required string Inputs { get; init; }

    /// <summary>The shape that comes in; of a merge, all of them.</summary>
    public required string InputShape { get; init; }

    /// <summary>The shape that comes out.</summary>
    public required string OutputShape { get; init; }

    /// <summary>Its parameters.</summary>
    public required long? Parameters { get; init; }

    /// <summary>Those that training changes.</summary>
    public required long? TrainableParameters { get; init; }

    /// <summary>Those that it does not.</summary>
    public required long? NonTrainableParameters { get; init; }

    /// <summary>The multiplications of contractions.</summary>
    public required long? Multiplications { get; init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public required long? Additions { get; init; }

    /// <summary>Multiply-adds.</summary>
    public required long? Macs { get; init; }

    /// <summary>Floating-point operations.</summary>
    public required long? Flops { get; init; }

    /// <summary>The receptive field of each axis of the first input that the layer depends on.</summary>
    public required string? ReceptiveField { get; init; }

    /// <summary>The same without multiplicative gates that see everything.</summary>
    public required string? LocalReceptiveField { get; init; }

    /// <summary>The distance of neighbouring units' fields on each axis.</summary>
    public required string? Jump { get; init; }

    /// <summary>The effective padding of each axis.</summary>
    public required string? EffectivePadding { get; init; }

    /// <summary>The layers that hold weights of this one, where layers share them, or null.</summary>
    public required string? TiedTo { get; init; }

    /// <summary>The rows of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">The number of samples; of a file that fixes its own, how many times those.</param>
    /// <param name="hidesTrivial">
    /// Whether to leave out layers without weights and work that pass on what comes in or compute what only sizes decide.
    /// </param>
    /// <exception cref="DeepCalcException">A count does not fit in 64 bits.</exception>
    public static IEnumerable<LayerMeasurement> Of(Network network, long batchSize = 1, bool hidesTrivial = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        var count = new BatchCount(network, batchSize);
        bool[]? isTrivial = hidesTrivial ? TrivialLayers.Of(network) : null;
        ReceptiveFieldMap[] maps = [.. network.Inputs.Select(input => new ReceptiveFieldMap(network, input))];
        int index = 0;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i].IsImplicit)
            {
                continue;
            }

            if (isTrivial?[i] != true)
            {
                // On the first input that it depends on.
                yield return Of(network, i, index, count, Array.Find(maps, map => map.Reaches(i)) ?? maps.FirstOrDefault());
            }

            index++;
        }
    }

    private static LayerMeasurement Of(Network network, int place, int index, BatchCount count, ReceptiveFieldMap? map)
    {
        Layer layer = network.Layers[place];
        try
        {
            ParameterCount parameters = ParameterMeasure.Of(network, layer);
            Work work = count.Of(layer);
            return new LayerMeasurement
            {
                Network = network.Name,
                Index = index,
                Name = network.NameOf(layer),
                Kind = layer.Kind,
                Settings = layer.Settings,
                Inputs = string.Join(", ", layer.Inputs.Where(input => !input.IsImplicit).Select(network.NameOf)),
                InputShape = string.Join(", ", layer.Inputs.Select(input => input.OutputShape)),
                OutputShape = layer.OutputShape.ToString(),
                Parameters = parameters.Total.KnownValue,
                TrainableParameters = parameters.Trainable.KnownValue,
                NonTrainableParameters = parameters.NonTrainable.KnownValue,
                Multiplications = work.Multiplications.KnownValue,
                Additions = work.Additions.KnownValue,
                Macs = work.Macs.KnownValue,
                Flops = work.Flops.KnownValue,
                ReceptiveField = FieldText.Size(map, place),
                LocalReceptiveField = FieldText.LocalSize(map, place),
                Jump = FieldText.Jump(map, place),
                EffectivePadding = FieldText.EffectivePadding(map, place),
                TiedTo = Holders(network, layer),
            };
        }
        catch (OverflowException)
        {
            throw Layer.Overflow(network.NameOf(layer), "number of parameters or operations");
        }
    }

    private static string? Holders(Network network, Layer layer)
    {
        if (network.SharedWeights is not { } shared)
        {
            return null;
        }

        string[] names = [.. Enumerable.Range(0, layer.Weights().Count)
            .Select(weight => shared.HolderOf(layer, weight)).OfType<Layer>().Distinct().Select(network.NameOf)];
        return names.Length == 0 ? null : string.Join(", ", names);
    }
}
