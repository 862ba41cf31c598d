namespace DeepCalc;

/// <summary>Counts parameters: the elements of the weights.</summary>
public static class ParameterMeasure
{
    /// <summary>The parameters of a single layer, shared ones included.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public static ParameterCount Of(Layer layer, Working? working = null) => Of(layer, null, working);

    /// <summary>The parameters of a layer within a network, without those that an earlier layer holds.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public static ParameterCount Of(Network network, Layer layer, Working? working = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Of(layer, network.SharedWeights, working);
    }

    /// <summary>The parameters of a network, shared ones counted once.</summary>
    public static Tally<ParameterCount> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        SharedWeights? shared = network.SharedWeights;
        return Tally<ParameterCount>.Of(
            network, layer => Of(layer, shared, null), static (a, b) => a + b, static count => count.Whole, "number of parameters");
    }

    /// <summary>The parameters of a layer without those that another one holds.</summary>
    internal static ParameterCount Of(Layer layer, SharedWeights? shared, Working? working = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        IReadOnlyList<Weight> weights = layer.Weights(working);
        bool countsBuffers = CountsBuffers(layer);
        Quantity? total = null;
        Quantity? kept = null;
        Quantity trainable = 0;
        Quantity active = 0;
        Quantity buffers = 0;
        string source = Sources.File;
        for (int i = 0; i < weights.Count; i++)
        {
            if (!weights[i].IsParameter || shared?.HolderOf(layer, i) is not null)
            {
                continue;
            }

            Quantity count = weights[i].Count;
            bool isOfFile = weights[i].Formula is null && count.History is null && (weights[i].Identity is not null || weights[i].TypeName is not null);
            source = isOfFile ? source : Sources.Weights;
            working.Record($"Elements of {weights[i].Name}", weights[i].Name, count, isOfFile ? Sources.File : source);
            Quantity part = isOfFile ? working.Let(weights[i].Name, count) : count;
            if (weights[i].IsBuffer)
            {
                buffers += count.Plain;
                if (!countsBuffers)
                {
                    kept = kept is { } before ? before + part : part;
                    continue;
                }
            }

            total = total is { } sum ? sum + part : part;
            trainable = weights[i].IsTrainable ? trainable + count.Plain : trainable;
            active += weights[i].ActiveShape is null ? count.Plain : weights[i].ActiveCount.Plain;
        }

        if (kept is { } elements)
        {
            working.Record("Buffers", "buffers", elements, source);
        }

        Quantity all = total is { } value ? working.Record("Parameters", "params", value, source) : 0;
        return new ParameterCount(all, trainable, buffers, active);
    }

    /// <summary>Whether buffers count as parameters: they do in Keras, not in PyTorch.</summary>
    internal static bool CountsBuffers(Layer layer) => layer.Framework != Framework.PyTorch;
}
