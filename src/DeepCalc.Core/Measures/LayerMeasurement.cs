using DeepCalc.Measures;
using DeepCalc.Measures.Fields;
using DeepCalc.Networks;

namespace DeepCalc;

/// <summary>All numbers of a layer in one flat row; null is unknown or without meaning for the layer.</summary>
public sealed class LayerMeasurement : MeasurementRow
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

    /// <summary>The number of its parameters.</summary>
    public long? Parameters { get; internal init; }

    /// <summary>The parameters that training changes.</summary>
    public long? TrainableParameters { get; internal init; }

    /// <summary>
    /// The parameters that training does not change: frozen ones, and buffers except in a network whose framework is PyTorch.
    /// </summary>
    public long? NonTrainableParameters { get; internal init; }

    /// <summary>
    /// The elements of its buffers, such as running statistics; in a network whose framework is PyTorch, they are not counted as
    /// parameters.
    /// </summary>
    public long? Buffers { get; internal init; }

    /// <summary>The number of samples for which the operations are counted.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The multiplications of contractions.</summary>
    public long? Multiplications { get; internal init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public long? Additions { get; internal init; }

    /// <summary>Multiply-adds.</summary>
    public long? Macs { get; internal init; }

    /// <summary>Floating-point operations.</summary>
    public long? Flops { get; internal init; }

    /// <summary>
    /// The receptive field on the first input that the layer depends on: the largest number of positions that a unit sees on any axis; null
    /// where the field on an axis is unknown.
    /// </summary>
    public long? ReceptiveField { get; internal init; }

    /// <summary>
    /// The receptive field of each axis: <c>11x7</c>; <c>all</c> where every unit sees the whole of an axis of unknown size, <c>?</c> where
    /// the field is unknown.
    /// </summary>
    public string? ReceptiveFieldPerAxis { get; internal init; }

    /// <summary>The receptive field without multiplicative gates that see everything, on the axis where it is largest.</summary>
    public long? LocalReceptiveField { get; internal init; }

    /// <summary>The same of each axis.</summary>
    public string? LocalReceptiveFieldPerAxis { get; internal init; }

    /// <summary>Whether every unit depends on the whole of every axis.</summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The distance between the fields of neighbouring units (the effective stride), on the axis where it is largest.</summary>
    public double? Jump { get; internal init; }

    /// <summary>The same of each axis: <c>4/3x2</c>.</summary>
    public string? JumpPerAxis { get; internal init; }

    /// <summary>The centre of the first unit's field, in positions from 0, on the axis where it is largest.</summary>
    public double? Start { get; internal init; }

    /// <summary>The same of each axis.</summary>
    public string? StartPerAxis { get; internal init; }

    /// <summary>The number of positions by which the first unit's field begins before the axis, on the axis where it is largest.</summary>
    public long? EffectivePadding { get; internal init; }

    /// <summary>The same of each axis.</summary>
    public string? EffectivePaddingPerAxis { get; internal init; }

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
            ParameterCount parameters = ParameterMeasure.Of(layer, shared);
            Work work = count.Of(listed);
            var fields = new FieldNumbers(map, place);
            AxisNumbers<long> size = fields.Size;
            AxisNumbers<long> local = fields.LocalSize;
            AxisNumbers<Ratio> jump = fields.Jump;
            AxisNumbers<double> start = fields.Start;
            AxisNumbers<long> padding = fields.EffectivePadding;
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
                Parameters = parameters.Total.KnownValue,
                TrainableParameters = parameters.Trainable.KnownValue,
                NonTrainableParameters = parameters.NonTrainable.KnownValue,
                Buffers = parameters.Buffers.KnownValue,
                BatchSize = count.BatchSize,
                Multiplications = work.Multiplications.KnownValue,
                Additions = work.Additions.KnownValue,
                Macs = work.Macs.KnownValue,
                Flops = work.Flops.KnownValue,
                ReceptiveField = size.Largest,
                ReceptiveFieldPerAxis = size.PerAxis,
                LocalReceptiveField = local.Largest,
                LocalReceptiveFieldPerAxis = local.PerAxis,
                SeesEverything = fields.SeesEverything,
                Jump = jump.Largest?.ToDouble(),
                JumpPerAxis = jump.PerAxis,
                Start = start.Largest,
                StartPerAxis = start.PerAxis,
                EffectivePadding = padding.Largest,
                EffectivePaddingPerAxis = padding.PerAxis,
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
