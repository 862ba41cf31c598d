namespace DeepCalc;

/// <summary>All numbers of a layer in one flat row; null is unknown or without meaning for the layer.</summary>
public sealed class LayerMeasurement : CountedRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer and the body that this layer stands in, such as <c>loop/body</c>; null for a layer of the network itself.</summary>
    public string? Body { get; internal init; }

    /// <summary>How often it runs: the turns of the loop that it stands in. Null where that is unknown, as in a branch that may not be taken.</summary>
    public long? Runs { get; internal init; }

    /// <summary>The layer's place in the network or the body, from 0.</summary>
    public int Index { get; internal init; }

    /// <summary>Its name.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Its kind.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>Its settings in one line.</summary>
    public string Settings { get; internal init; } = "";

    /// <summary>The settings by the names and values of an ONNX file: <c>kernel_shape 3x3, strides 2x2</c>; null for other layers.</summary>
    public string? Attributes { get; internal init; }

    /// <summary>The names of the layers that feed it. <c>split:1</c> is the output 1 of the layer split, counted from 0.</summary>
    public string Inputs { get; internal init; } = "";

    /// <summary>The input shape; for a merge, the shapes of all inputs.</summary>
    public string InputShape { get; internal init; } = "";

    /// <summary>The output shape; for a layer of which several outputs are used, their shapes.</summary>
    public string OutputShape { get; internal init; } = "";

    /// <summary>The layers that hold shared weights of this layer, or null.</summary>
    public string? TiedTo { get; internal init; }

    /// <summary>The rows of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">The number of samples; for a file with a fixed batch, the number of such batches.</param>
    /// <param name="hidesTrivial">
    /// Whether to leave out trivial layers, which have no weights and no work and either return their input or compute only sizes.
    /// </param>
    /// <param name="entersBodies">
    /// Whether to add the rows of the layers in bodies. Work and weights are then counted there, and not with the layer that runs the body.
    /// </param>
    /// <exception cref="DeepCalcException">A count does not fit in 64 bits.</exception>
    public static IEnumerable<LayerMeasurement> Of(Network network, long batchSize = 1, bool hidesTrivial = false, bool entersBodies = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        var count = new BatchCount(network, batchSize);
        var views = new Dictionary<Network, (bool[]? IsTrivial, ReceptiveFieldMap[] Maps)>();
        ListedLayer[] all = [.. ListedLayer.Of(network, entersBodies)];
        SharedWeights? shared = ListedLayer.Sharing(all, network);
        Dictionary<Layer, Network>? networks = shared is null ? null : all.ToDictionary(listed => listed.Layer, listed => listed.Network);
        foreach (ListedLayer listed in all)
        {
            Network own = listed.Network;
            if (!views.TryGetValue(own, out (bool[]? IsTrivial, ReceptiveFieldMap[] Maps) view))
            {
                view = (hidesTrivial ? TrivialLayers.Of(own) : null, [.. own.Inputs.Select(input => new ReceptiveFieldMap(own, input))]);
                views.Add(own, view);
            }

            if (view.IsTrivial?[own.IndexOf(listed.Layer)] != true)
            {
                yield return Of(network, listed, count, view.Maps, shared, networks);
            }
        }
    }

    private static LayerMeasurement Of(
        Network whole, ListedLayer listed, BatchCount count, ReceptiveFieldMap[] maps, SharedWeights? shared, Dictionary<Layer, Network>? networks)
    {
        (Network network, Layer layer) = (listed.Network, listed.Layer);
        int place = network.PlaceOf(layer);

        // On the first input on which it depends.
        ReceptiveFieldMap? map = Array.Find(maps, map => map.Reaches(place)) ?? maps.FirstOrDefault();
        try
        {
            return new LayerMeasurement
            {
                Source = whole.Token,
                Network = whole.Name,
                Body = listed.Body,
                Runs = listed.Runs.KnownValue,
                Index = listed.Index,
                Name = network.NameOf(layer),
                Kind = layer.Kind,
                Settings = layer.Settings,
                Attributes = layer.Definition.Attributes,
                Inputs = string.Join(", ", layer.Inputs.Where(input => !input.IsImplicit).Select(network.PlaceNameOf)),
                InputShape = string.Join(", ", layer.Inputs.Select(input => input.OutputShape)),
                OutputShape = network.HasFurther(place) ? string.Join(", ", network.ValuesOf(layer).Select(value => value.OutputShape)) : layer.OutputShape.ToString(),
                BatchSize = count.BatchSize,
                Past = whole.Past?.KnownValue,
                CountedParameters = (ParameterMeasure.Of(layer, shared), false),
                CountedWork = (count.Of(listed), false),
                Field = new FieldNumbers(map, place),
                TiedTo = Holders(layer, shared, networks),
            };
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), "number of parameters or operations");
        }
    }

    private static string? Holders(Layer layer, SharedWeights? shared, Dictionary<Layer, Network>? networks)
    {
        if (shared is null)
        {
            return null;
        }

        string[] names = [.. Enumerable.Range(0, layer.Weights().Count)
            .Select(weight => shared.HolderOf(layer, weight)).OfType<Layer>().Distinct().Select(holder => networks![holder].NameOf(holder))];
        return names.Length == 0 ? null : string.Join(", ", names);
    }

    /// <summary>The layer and its output shape: <c>conv2d 13x13x16</c>.</summary>
    public override string ToString() => $"{Name} {OutputShape}";
}
