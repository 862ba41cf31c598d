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

        // Depth-first, without recursion: a node stays on the path until all that it needs is in the order.
        var order = new List<OnnxNode>(nodes.Count);
        var state = new byte[nodes.Count];
        var path = new Stack<int>();
        for (int root = 0; root < nodes.Count; root++)
        {
            path.Push(root);
            while (path.TryPeek(out int node))
            {
                if (state[node] == 0)
                {
                    state[node] = 1;
                    foreach (int need in Needs(node))
                    {
                        DeepCalcException.ThrowIf(
                            state[need] == 1,
                            ErrorCode.FileCorrupt,
                            $"the nodes form a cycle: '{nodes[need].Outputs.FirstOrDefault("")}' is computed from itself.");
                        path.Push(need);
                    }
                }
                else if (state[path.Pop()] == 1)
                {
                    state[node] = 2;
                    order.Add(nodes[node]);
                }
            }
        }

        return order;

        int[] Needs(int node) => [.. nodes[node].Inputs.Concat(nodes[node].Captured)
            .Where(input => input.Length > 0 && makers.TryGetValue(input, out int maker) && (maker != node || scope.Find(input) is null))
            .Select(input => makers[input]).Reverse()];
    }

    /// <summary>The names of all used values, for nodes with several outputs.</summary>
    public static HashSet<string> Wanted(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs)
    {
        var given = nodes.Where(node => node.Outputs.Length > 1).SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        return nodes.SelectMany(node => node.Inputs.Concat(node.Captured)).Where(given.Contains).Concat(outputs).ToHashSet(StringComparer.Ordinal);
    }
}
