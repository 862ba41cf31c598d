namespace DeepCalc.Measures.Memory;

/// <summary>The plan that options ask for.</summary>
internal static class Planned
{
    /// <summary>The plan in the order of the network, or in the order with the least peak, and that order's name.</summary>
    public static (MemoryPlan Plan, string Order) Of(TensorGraph graph, MemoryOptions options)
    {
        var stored = new MemoryPlan(graph);
        if (!options.FindsBestOrder)
        {
            return (stored, "File");
        }

        (int[] order, bool isExact) = new OrderSearch(graph).Best();
        var best = new MemoryPlan(graph, order);
        return best.Activations.Total.Value <= stored.Activations.Total.Value || isExact ? (best, isExact ? "Best" : "Best, a bound") : (stored, "Best, a bound");
    }
}
