namespace DeepCalc;

/// <summary>Walks back from outputs.</summary>
internal static class Topology
{
    /// <summary>
    /// The layers that the outputs are computed from, every one after its inputs: depth first, inputs in their order,
    /// so that the order only depends on the network. Linear in the edges; no recursion, so depth is no limit.
    /// </summary>
    public static (Layer[] Layers, Dictionary<Layer, int> Indices) Walk(ReadOnlySpan<Layer> outputs)
    {
        var order = new List<Layer>(64);
        var indices = new Dictionary<Layer, int>(64, ReferenceEqualityComparer.Instance);
        var path = new Stack<(Layer Layer, int NextInput)>(64);
        foreach (Layer output in outputs)
        {
            Visit(output, order, indices, path);
        }

        return ([.. order], indices);
    }

    private static void Visit(
        Layer output, List<Layer> order, Dictionary<Layer, int> indices, Stack<(Layer Layer, int NextInput)> path)
    {
        if (indices.ContainsKey(output))
        {
            return;
        }

        path.Push((output, 0));
        while (path.TryPop(out (Layer Layer, int NextInput) step))
        {
            ReadOnlySpan<Layer> inputs = step.Layer.InputSpan;
            int next = step.NextInput;
            while (next < inputs.Length && indices.ContainsKey(inputs[next]))
            {
                next++;
            }

            if (next < inputs.Length)
            {
                path.Push((step.Layer, next + 1));
                path.Push((inputs[next], 0));
            }
            else if (indices.TryAdd(step.Layer, order.Count))
            {
                order.Add(step.Layer);
            }
        }
    }
}
