namespace DeepCalc;

/// <summary>Counts parameters: the elements of the weights.</summary>
public static class ParameterMeasure
{
    /// <summary>The parameters of a layer.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public static ParameterCount Of(Layer layer, Working? working = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        IReadOnlyList<Weight> weights = layer.Weights(working);
        Quantity? total = null;
        Quantity trainable = 0;
        for (int i = 0; i < weights.Count; i++)
        {
            Quantity count = weights[i].Count;
            total = total is { } sum ? sum + count : count;
            working.Record($"Elements of {weights[i].Name}", weights[i].Name, count, Sources.Weights);
            trainable = weights[i].IsTrainable ? trainable + count.Plain : trainable;
        }

        Quantity all = total is { } value ? working.Record("Parameters", "params", value, Sources.Weights) : 0;
        return new ParameterCount(trainable, all - trainable);
    }

    /// <summary>The parameters of a network.</summary>
    public static Tally<ParameterCount> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Tally.Of(
            network, static layer => Of(layer), static (a, b) => a + b, static count => count.Total, "number of parameters");
    }
}
