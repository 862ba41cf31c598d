namespace DeepCalc.Measures.Memory;

/// <summary>The parts of a network of which training with checkpoints keeps only the inputs.</summary>
internal static class Segments
{
    /// <summary>The layers of each part, by their numbers: the composed blocks, or where there are none, √n parts between layers that all paths run through.</summary>
    public static int[][] Of(Network network, TensorGraph graph)
    {
        IGrouping<object, int>[] blocks = [.. Enumerable.Range(0, network.Layers.Count)
            .Where(i => network.Layers[i].Block is not null).GroupBy(i => network.Layers[i].Block!)];
        if (blocks.Length > 0)
        {
            return [.. blocks.Select(block => block.ToArray())];
        }

        int[][] parts = [.. PartsInOrder.Of(graph, [.. Enumerable.Range(0, graph.Steps.Length).Except(graph.Inputs)])];
        int length = (int)Math.Ceiling(Math.Sqrt(parts.Length));
        return [.. parts.Chunk(Math.Max(length, 1)).Select(chunk => chunk.SelectMany(part => part).ToArray())];
    }
}
