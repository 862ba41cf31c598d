namespace DeepCalc;

/// <summary>Counts arithmetic operations.</summary>
public static class OperationMeasure
{
    /// <summary>The operations of a layer on one sample.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public static Work Of(Layer layer, Working? working = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Work work = layer.Work(working);
        if (working is not null && work.IsUnknown)
        {
            working.Record("Floating-point operations", "FLOPs", work.Macs, Sources.File);
        }
        else if (working is not null)
        {
            Quantity flops = work.Multiplications.As("M") + work.Additions.As("A") + work.Elementwise.As("E");
            working.Record("Floating-point operations", "FLOPs", flops, Sources.Elementwise);
        }

        return work;
    }

    /// <summary>The operations of a network on <paramref name="batchSize"/> samples.</summary>
    public static Tally<Work> Of(Network network, long batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Of(network, new BatchCount(network, batchSize));
    }

    internal static Tally<Work> Of(Network network, BatchCount count) => Tally.Of(
        network, count.Of, static (a, b) => a + b, static work => work.Flops, "number of operations");
}
