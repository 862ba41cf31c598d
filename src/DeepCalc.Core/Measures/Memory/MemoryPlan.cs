namespace DeepCalc.Measures.Memory;

/// <summary>The memory of a network while its layers run one after another.</summary>
internal sealed class MemoryPlan
{
    private readonly TensorGraph _graph;

    /// <summary>The memory in the order of the network, whose inputs are there from the beginning, or in another one.</summary>
    /// <param name="graph">The tensors.</param>
    /// <param name="order">The layers, by their numbers in the order of the network, or null for that order.</param>
    public MemoryPlan(TensorGraph graph, IReadOnlyList<int>? order = null)
    {
        _graph = graph;
        Moments = Run(order ?? [.. graph.Inputs, .. Enumerable.Range(0, graph.Steps.Length).Except(graph.Inputs)]);
        Activations = MemoryPeak.Of(Moments, static moment => moment.Live);
        Peak = MemoryPeak.Of(Moments, static moment => moment.Total);
    }

    /// <summary>A moment for each layer, in the order in which they run.</summary>
    public IReadOnlyList<MemoryMoment> Moments { get; }

    /// <summary>The most that inputs and outputs of layers take.</summary>
    public MemoryPeak Activations { get; }

    /// <summary>The most that these take together with what layers hold while they work.</summary>
    public MemoryPeak Peak { get; }

    private List<MemoryMoment> Run(IReadOnlyList<int> order)
    {
        int[] left = [.. _graph.Buffers.Select(buffer => buffer.Readers.Count)];
        var live = new SortedSet<int>();
        Quantity bytes = 0;
        var moments = new List<MemoryMoment>(order.Count);
        foreach (int index in order)
        {
            MemoryStep step = _graph.Steps[index];
            int[] over = _graph.Overwritten(step, left);
            live.UnionWith(step.Made);
            Quantity shared = 0;
            for (int i = 0; i < over.Length; i++)
            {
                bytes += _graph.Buffers[step.Made[i]].Bytes;
                shared += over[i] < 0 ? 0 : _graph.Buffers[step.Made[i]].Bytes;
            }

            int[] written = Array.FindAll(over, static buffer => buffer >= 0);
            moments.Add(new MemoryMoment(index, bytes - shared, [.. live.Except(written)], step.Workspace, step.Scores, written));
            foreach (int buffer in step.Read)
            {
                left[buffer]--;
            }

            foreach (int buffer in step.Read.Concat(step.Made).Where(buffer => left[buffer] == 0 && !_graph.Buffers[buffer].IsOutput))
            {
                bytes -= live.Remove(buffer) ? _graph.Buffers[buffer].Bytes : 0;
            }
        }

        return moments;
    }
}
