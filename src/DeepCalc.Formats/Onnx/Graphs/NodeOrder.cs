namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Orders nodes, and finds which of their outputs are used.</summary>
internal static class NodeOrder
{
    /// <summary>The nodes, each after those that produce its inputs: the order that ONNX demands, and that not all files have.</summary>
    /// <exception cref="DeepCalcException">The nodes form a cycle.</exception>
    public static IReadOnlyList<OnnxNode> Ordered(IReadOnlyList<OnnxNode> nodes, OnnxScope scope)
    {
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            Array.ForEach(nodes[i].Outputs, output => makers.TryAdd(output, i));
        }

        int[][] sources = [.. nodes.Select((node, i) => node.Inputs.Concat(node.Captured)
            .Where(input => input.Length > 0 && makers.TryGetValue(input, out int maker) && (maker != i || scope.Find(input) is null))
            .Select(input => makers[input]).ToArray())];
        return SourceOrder.Of(sources, "nodes", i => $"'{nodes[i].Label}'").ConvertAll(i => nodes[i]);
    }

    /// <summary>The names of all used values, for nodes with several outputs.</summary>
    public static HashSet<string> Wanted(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs)
    {
        var given = nodes.Where(node => node.Outputs.Length > 1).SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        return nodes.SelectMany(node => node.Inputs.Concat(node.Captured)).Where(given.Contains).Concat(outputs).ToHashSet(StringComparer.Ordinal);
    }
}
