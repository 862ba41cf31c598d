using DeepCalc.Measures.Memory;

namespace DeepCalc;

/// <summary>
/// The working of a network's numbers. The formulas that compute the numbers record the steps: nothing is
/// computed a second time for display.
/// </summary>
public static class Calculation
{
    private static readonly Dictionary<string, long> NoSizes = [];

    /// <summary>The working of a network, layer by layer, then the totals; each step is computed when it is enumerated.</summary>
    /// <param name="network">The network.</param>
    /// <param name="topics">The topics to show; if empty, all but memory.</param>
    /// <param name="isWanted">The layers to show, by name, or null for all layers and the totals.</param>
    /// <param name="batchSize">The number of samples for which work is counted; for a file with a fixed batch, the number of such batches.</param>
    /// <param name="entersBodies">Whether to show the layers in bodies, and not count their work and weights with the layer that runs them.</param>
    /// <param name="memory">For what memory is worked out, or null for inference on the samples.</param>
    /// <exception cref="DeepCalcException">A number does not fit in 64 bits.</exception>
    public static IEnumerable<CalculationStep> Of(
        Network network,
        IReadOnlyCollection<CalculationTopic> topics,
        Func<string, bool>? isWanted = null,
        long batchSize = 1,
        bool entersBodies = false,
        MemoryOptions? memory = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(topics);
        CalculationTopic[] wanted = topics.Count == 0 ? Array.FindAll(Enum.GetValues<CalculationTopic>(), topic => topic != CalculationTopic.Memory) : [.. topics.Distinct().Order()];
        var count = new Lazy<BatchCount>(() => new BatchCount(network, batchSize));
        var maps = new Dictionary<Network, ReceptiveFieldMap>();
        ListedLayer[] all = [.. ListedLayer.Of(network, entersBodies)];
        var shared = new Lazy<SharedWeights?>(() => ListedLayer.Sharing(all, network));
        var ofMemory = new Lazy<MemoryWorking>(() => new MemoryWorking(network, memory ?? new MemoryOptions { BatchSize = batchSize }, count.Value.Samples));
        foreach (ListedLayer listed in all)
        {
            Network own = listed.Network;
            if (isWanted is not null && !own.ValuesOf(listed.Layer).Any(value => isWanted(own.NameOf(value))))
            {
                continue;
            }

            foreach (CalculationTopic topic in wanted)
            {
                foreach (WorkedStep step in topic != CalculationTopic.Memory ? StepsOf(listed, topic, count, maps, shared)
                    : listed.Network == network ? ofMemory.Value.Of(listed.Layer) : [])
                {
                    yield return new CalculationStep(step, topic, SectionOf(topic), network.Name, own.NameOf(listed.Layer));
                }
            }
        }

        if (isWanted is not null)
        {
            yield break;
        }

        // A network of a single layer needs no totals.
        bool hasTotals = network.Layers.Count(layer => layer.Definition is not Input) > 1;
        foreach (CalculationTopic topic in wanted.Where(topic => hasTotals || topic is CalculationTopic.ReceptiveField or CalculationTopic.Memory))
        {
            string section = topic == CalculationTopic.ReceptiveField ? "Receptive field, from the output backwards" : "Totals";
            foreach ((string? layer, WorkedStep step) in topic == CalculationTopic.Memory
                ? ofMemory.Value.Totals().Select(step => ((string?)null, step))
                : WholeNetwork(network, topic, count))
            {
                yield return new CalculationStep(step, topic, section, network.Name, layer);
            }
        }
    }

    private static string SectionOf(CalculationTopic topic) => topic switch
    {
        CalculationTopic.Shape => "Output shape",
        CalculationTopic.Parameter => "Parameters",
        CalculationTopic.Operation => "Operations",
        CalculationTopic.Memory => "Memory",
        _ => "Receptive field, from the input forwards",
    };

    private static IReadOnlyList<WorkedStep> StepsOf(
        ListedLayer listed, CalculationTopic topic, Lazy<BatchCount> count, Dictionary<Network, ReceptiveFieldMap> maps, Lazy<SharedWeights?> shared)
    {
        (Network network, Layer layer) = (listed.Network, listed.Layer);
        try
        {
            switch (topic)
            {
                case CalculationTopic.Shape:
                    Working shape = On(layer, NoSizes);
                    foreach (Layer output in network.ValuesOf(layer))
                    {
                        output.ExplainShape(shape);
                    }

                    return shape.Steps;
                case CalculationTopic.Parameter:
                    Working parameters = On(layer, NoSizes);
                    ParameterMeasure.Of(layer, shared.Value, parameters);
                    return parameters.Steps;
                case CalculationTopic.Operation when !listed.IsEntered && layer.Work().Flops != 0:
                    Working work = On(layer, count.Value.Names);
                    count.Value.Explain(layer, listed.Runs, work);
                    return work.Steps;
                case CalculationTopic.ReceptiveField when network.Inputs.Count > 0:
                    if (!maps.TryGetValue(network, out ReceptiveFieldMap? fields))
                    {
                        maps.Add(network, fields = new ReceptiveFieldMap(network, network.Inputs[0]));
                    }

                    return ReceptiveFieldWorking.Forward(fields, network.PlaceOf(layer));
                default:
                    return [];
            }
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), topic switch
            {
                CalculationTopic.Shape => "output shape or padding",
                CalculationTopic.Parameter => "number of parameters",
                CalculationTopic.Operation => "number of operations",
                _ => "receptive field",
            });
        }
    }

    // A working in which no symbol has the name of a size of the layer's shapes.
    private static Working On(Layer layer, IReadOnlyDictionary<string, long> sizes) => new(
        sizes,
        new[] { layer.OutputShape }.Concat(layer.InputShapes.ToArray())
            .SelectMany(shape => shape.Sizes).SelectMany(size => size.UnknownNames).Where(name => !sizes.ContainsKey(name)));

    private static IEnumerable<(string? Layer, WorkedStep Step)> WholeNetwork(Network network, CalculationTopic topic, Lazy<BatchCount> count)
    {
        switch (topic)
        {
            case CalculationTopic.Parameter:
                yield return Total(network, "Total parameters", "params", layer => ParameterMeasure.Of(network, layer).Total);
                break;

            // Tensors without a graph have no work to add up.
            case CalculationTopic.Operation when network.Inputs.Count > 0:
                yield return Total(network, "Total multiplications", "M", layer => count.Value.Of(layer).Multiplications);
                yield return Total(network, "Total additions", "A", layer => count.Value.Of(layer).Additions);
                yield return Total(network, "Total multiply-adds", "MACs", layer => count.Value.Of(layer).Macs);
                yield return Total(network, "Total floating-point operations", "FLOPs", layer => count.Value.Of(layer).Flops);
                break;
            case CalculationTopic.ReceptiveField:
                foreach ((string? layer, WorkedStep step) in ReceptiveFieldWorking.Backward(network))
                {
                    yield return (layer, step);
                }

                break;
        }
    }

    // The names of layers serve as symbols.
    private static (string? Layer, WorkedStep Step) Total(Network network, string quantity, string symbol, Func<Layer, Quantity> count)
    {
        var working = new Working();
        Layer current = network.Output;
        try
        {
            Quantity? sum = null;
            foreach (Layer layer in network.Layers)
            {
                current = layer;
                Quantity part = count(layer);
                if (part != 0)
                {
                    Quantity named = part.As(network.NameOf(layer));
                    sum = sum is { } before ? before + named : named;
                }
            }

            working.Record(quantity, "Σ " + symbol, sum ?? 0, Sources.Sum);
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(current), quantity.ToLowerInvariant());
        }

        return (null, working.Steps[0]);
    }
}
