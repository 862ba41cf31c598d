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
        if (working is not null)
        {
            Explain(work, working);
        }

        return work;
    }

    /// <summary>Records the floating-point operations of a layer as the last step of its work.</summary>
    internal static void Explain(Work work, Working working)
    {
        Quantity flops = work.IsUnknown ? work.Flops : WorkFormula.Flops(
            WorkFormula.Part(working, "M", 0, work.Multiplications),
            WorkFormula.Part(working, "A", 0, work.Additions),
            WorkFormula.Part(working, "E", 0, work.Elementwise),
            0);
        working.Record("Floating-point operations", "FLOPs", flops, work.IsUnknown ? Sources.File : Sources.Elementwise);
    }

    /// <summary>The operations of a network on <paramref name="batchSize"/> samples.</summary>
    public static Tally<Work> Of(Network network, long batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Of(network, new BatchCount(network, batchSize));
    }

    internal static Tally<Work> Of(Network network, BatchCount count) => Tally<Work>.Of(
        network, count.Of, static (a, b) => a + b, static work => work.Flops, "number of operations");
}
