namespace DeepCalc;

/// <summary>The output shape of a layer: one flat row.</summary>
public sealed class OutputShapeMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer and the body that this layer stands in, such as <c>loop/body</c>; null for a layer of the network itself.</summary>
    public string? Body { get; internal init; }

    /// <summary>The layer, or the output of one.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The kind of layer.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The output shape. It has a batch axis only in networks from files whose shapes have one.</summary>
    public string OutputShape { get; internal init; } = "";

    /// <summary>The number of axes.</summary>
    public int Rank { get; internal init; }

    /// <summary>The number of elements, or null where a size is unknown.</summary>
    public long? Elements { get; internal init; }

    /// <summary>The output shapes of all layers of a network in order, of each output that is used.</summary>
    /// <param name="network">The network.</param>
    /// <param name="entersBodies">Whether to add those of the layers in bodies, behind the layer that runs them.</param>
    /// <exception cref="DeepCalcException">The elements do not fit in 64 bits.</exception>
    public static IEnumerable<OutputShapeMeasurement> PerLayer(Network network, bool entersBodies = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        return ListedLayer.Of(network, entersBodies)
            .SelectMany(listed => listed.Network.ValuesOf(listed.Layer), (listed, value) => Of(network, listed.Network, value, listed.Body));
    }

    /// <summary>The output shape of a layer of a network.</summary>
    /// <exception cref="DeepCalcException">The elements do not fit in 64 bits.</exception>
    public static OutputShapeMeasurement Of(Network network, Layer layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layer);
        return Of(network, network, layer, null);
    }

    private static OutputShapeMeasurement Of(Network whole, Network network, Layer layer, string? body)
    {
        try
        {
            return new OutputShapeMeasurement
            {
                Source = whole.Token,
                Network = whole.Name,
                Body = body,
                Layer = network.NameOf(layer),
                Kind = layer.Kind,
                OutputShape = layer.OutputShape.ToString(),
                Rank = layer.OutputShape.Rank,
                Elements = layer.OutputShape.ElementCount.KnownValue,
            };
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), "number of elements");
        }
    }

    /// <summary>The layer and its output shape: <c>conv2d 13x13x16</c>.</summary>
    public override string ToString() => $"{Layer} {OutputShape}";
}
