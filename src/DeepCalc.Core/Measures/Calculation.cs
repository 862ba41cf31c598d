namespace DeepCalc;

/// <summary>
/// The working of a network's numbers. The steps are recorded by the formulas that compute them: nothing is
/// calculated, and no formula is written, for show.
/// </summary>
public static class Calculation
{
    /// <summary>The working of a network, layer by layer, then the totals.</summary>
    /// <param name="network">The network.</param>
    /// <param name="topics">What it should be about; all if empty.</param>
    /// <param name="isWanted">Which layers to show by name, or null for all layers and the totals.</param>
    /// <exception cref="DeepCalcException">A number does not fit in 64 bits.</exception>
    public static IEnumerable<CalculationStep> Of(
        Network network, IReadOnlyCollection<CalculationTopic> topics, Func<string, bool>? isWanted = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(topics);
        CalculationTopic[] wanted = topics.Count == 0 ? Enum.GetValues<CalculationTopic>() : [.. topics.Distinct().Order()];
        var map = new Lazy<ReceptiveFieldMap?>(() => network.Inputs.Count > 0 ? new ReceptiveFieldMap(network, network.Inputs[0]) : null);
        foreach (Layer layer in network.Layers)
        {
            if (layer.IsImplicit || isWanted?.Invoke(network.NameOf(layer)) == false)
            {
                continue;
            }

            foreach (CalculationTopic topic in wanted)
            {
                foreach (WorkedStep step in StepsOf(network, layer, topic, map))
                {
                    yield return CalculationStep.From(step, topic, network.Name, network.NameOf(layer));
                }
            }
        }

        if (isWanted is not null)
        {
            yield break;
        }

        // A single layer is its own total.
        bool hasTotals = network.Layers.Count(layer => layer.Definition is not Input) > 1;
        foreach (CalculationTopic topic in wanted.Where(topic => hasTotals || topic == CalculationTopic.ReceptiveField))
        {
            foreach ((string? layer, WorkedStep step) in WholeNetwork(network, topic))
            {
                yield return CalculationStep.From(step, topic, network.Name, layer);
            }
        }
    }

    private static IReadOnlyList<WorkedStep> StepsOf(Network network, Layer layer, CalculationTopic topic, Lazy<ReceptiveFieldMap?> map)
    {
        var working = new Working();
        try
        {
            switch (topic)
            {
                case CalculationTopic.Shape:
                    layer.ExplainShape(working);
                    break;
                case CalculationTopic.Parameter:
                    ParameterMeasure.Of(network, layer, working);
                    break;
                case CalculationTopic.Operation when OperationMeasure.Of(layer).Flops != 0:
                    OperationMeasure.Of(layer, working);
                    break;
                case CalculationTopic.ReceptiveField when map.Value is null:
                    break;
                case CalculationTopic.ReceptiveField:
                    return ReceptiveFieldWorking.Forward(map.Value, network.IndexOf(layer));
            }
        }
        catch (OverflowException)
        {
            throw Layer.Overflow(network.NameOf(layer), topic switch
            {
                CalculationTopic.Shape => "output shape or padding",
                CalculationTopic.Parameter => "number of parameters",
                _ => "number of operations",
            });
        }

        return working.Steps;
    }

    private static IEnumerable<(string? Layer, WorkedStep Step)> WholeNetwork(Network network, CalculationTopic topic) => topic switch
    {
        CalculationTopic.Parameter =>
            [Total(network, "Total parameters", "params", layer => ParameterMeasure.Of(network, layer).Total)],
        // Tensors without a graph add up to nothing.
        CalculationTopic.Operation when network.Inputs.Count > 0 =>
        [
            Total(network, "Total multiplications", "M", layer => OperationMeasure.Of(layer).Multiplications),
            Total(network, "Total additions", "A", layer => OperationMeasure.Of(layer).Additions),
            Total(network, "Total multiply-adds", "MACs", layer => OperationMeasure.Of(layer).Macs),
            Total(network, "Total floating-point operations", "FLOPs", layer => OperationMeasure.Of(layer).Flops),
        ],
        CalculationTopic.ReceptiveField => ReceptiveFieldWorking.Backward(network),
        _ => [],
    };

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
            throw Layer.Overflow(network.NameOf(current), quantity.ToLowerInvariant());
        }

        return (null, working.Steps[0]);
    }
}
