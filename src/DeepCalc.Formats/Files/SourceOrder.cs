namespace DeepCalc.Formats.Files;

/// <summary>Orders the nodes of a file so that each follows those that it needs.</summary>
internal static class SourceOrder
{
    /// <summary>The numbers of the nodes: those whose sources are there first, as in the file. It does not recurse, so any depth works.</summary>
    /// <param name="sources">For each node, the nodes that it needs.</param>
    /// <param name="what">The nodes in words.</param>
    /// <param name="nameOf">The name of a node.</param>
    /// <exception cref="DeepCalcException">The nodes form a cycle.</exception>
    public static List<int> Of(IReadOnlyList<int[]> sources, string what, Func<int, string> nameOf)
    {
        var open = new int[sources.Count];
        var feeds = new List<int>?[sources.Count];
        var order = new List<int>(sources.Count);
        for (int i = 0; i < sources.Count; i++)
        {
            open[i] = sources[i].Length;
            foreach (int source in sources[i])
            {
                (feeds[source] ??= []).Add(i);
            }

            if (open[i] == 0)
            {
                order.Add(i);
            }
        }

        // Each that is in the order can make those ready that it feeds.
        for (int next = 0; next < order.Count; next++)
        {
            order.AddRange((feeds[order[next]] ?? []).Where(fed => --open[fed] == 0));
        }

        FileFault.Unless(
            order.Count == sources.Count,
            $"the {what} form a cycle: each of {LayerNaming.Few(Enumerable.Range(0, open.Length).Where(i => open[i] > 0).Select(nameOf))} waits for another of them.");
        return order;
    }
}
