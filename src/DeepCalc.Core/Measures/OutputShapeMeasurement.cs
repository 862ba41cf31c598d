using DeepCalc.Networks;

namespace DeepCalc;

/// <summary>The output shape of a layer: one flat row.</summary>
public sealed class OutputShapeMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The layer.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>The kind of layer.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The output shape. It has a batch axis only in networks from files whose shapes have one.</summary>
    public string OutputShape { get; internal init; } = "";

    /// <summary>The number of axes.</summary>
    public int Rank { get; internal init; }

    /// <summary>The number of elements, or null where a size is unknown.</summary>
    public long? Elements { get; internal init; }

    /// <summary>The output shape of a layer of a network.</summary>
    /// <exception cref="DeepCalcException">The elements do not fit in 64 bits.</exception>
    public static OutputShapeMeasurement Of(Network network, Layer layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layer);
        try
        {
            return new OutputShapeMeasurement
            {
                Source = network.Token,
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
            throw LayerErrors.Overflow(network.NameOf(layer), "number of elements");
        }
    }

    /// <summary>The layer and its output shape: <c>conv2d 13x13x16</c>.</summary>
    public override string ToString() => $"{Layer} {OutputShape}";
}
