namespace DeepCalc.Measures.Memory;

/// <summary>The memory of a network while its layers run one after another.</summary>
internal sealed class MemoryPlan
{
    private readonly TensorGraph _graph;

    // The first and the last moment in which each buffer exists.
    private readonly int[] _first;
    private readonly int[] _last;

    /// <summary>The memory in the order of the network, whose inputs are there from the beginning, or in another one.</summary>
    /// <param name="graph">The tensors.</param>
    /// <param name="order">The layers, by their numbers in the order of the network, or null for that order.</param>
    public MemoryPlan(TensorGraph graph, IReadOnlyList<int>? order = null)
    {
        _graph = graph;
        _first = new int[graph.Buffers.Count];
        _last = new int[graph.Buffers.Count];
        Array.Fill(_last, int.MaxValue);
        Moments = Run(order ?? InputsFirst(graph));
        Activations = MemoryPeak.Of(Moments, static moment => moment.Live, graph.Cancellation);
        Peak = MemoryPeak.Of(Moments, static moment => moment.Total, graph.Cancellation);
    }

    /// <summary>A moment for each layer, in the order in which they run.</summary>
    public IReadOnlyList<MemoryMoment> Moments { get; }

    /// <summary>The most that inputs and outputs of layers take.</summary>
    public MemoryPeak Activations { get; }

    /// <summary>The most that these take together with what layers hold while they work.</summary>
    public MemoryPeak Peak { get; }

    private static int[] InputsFirst(TensorGraph graph)
    {
        int[] inputs = graph.Inputs;
        var isInput = new bool[graph.Steps.Length];
        var order = new int[isInput.Length];
        int count = 0;
        foreach (int input in inputs)
        {
            isInput[input] = true;
            order[count++] = input;
        }

        for (int layer = 0; layer < isInput.Length; layer++)
        {
            if (!isInput[layer])
            {
                order[count++] = layer;
            }
        }

        return order;
    }

    private List<MemoryMoment> Run(IReadOnlyList<int> order)
    {
        int[] left = [.. _graph.Buffers.Select(buffer => buffer.Readers)];
        Quantity bytes = 0;
        var moments = new List<MemoryMoment>(order.Count);
        foreach (int index in order)
        {
            _graph.Cancellation.ThrowIfCancellationRequested();
            MemoryStep step = _graph.Steps[index];
            int[] over = _graph.Overwritten(step, left);
            Quantity shared = 0;
            for (int i = 0; i < over.Length; i++)
            {
                _first[step.Made[i]] = moments.Count;
                bytes += _graph.Buffers[step.Made[i]].Bytes;
                shared += over[i] < 0 ? 0 : _graph.Buffers[step.Made[i]].Bytes;
            }

            moments.Add(new MemoryMoment(index, moments.Count, bytes - shared, step.Workspace, step.Scores, Array.FindAll(over, static buffer => buffer >= 0)));
            foreach (int buffer in step.Read)
            {
                left[buffer]--;
                bytes -= Freed(buffer);
            }

            foreach (int buffer in step.Made)
            {
                bytes -= Freed(buffer);
            }
        }

        return moments;

        Quantity Freed(int buffer)
        {
            if (left[buffer] > 0 || _graph.Buffers[buffer].IsOutput)
            {
                return 0;
            }

            _last[buffer] = moments.Count - 1;
            return _graph.Buffers[buffer].Bytes;
        }
    }

    /// <summary>The buffers that exist in a moment, without those that are written over.</summary>
    public IEnumerable<TensorBuffer> BuffersIn(MemoryMoment moment) => _graph.Buffers.Where((_, buffer) =>
        _first[buffer] <= moment.Number && _last[buffer] >= moment.Number && !moment.Overwritten.Contains(buffer));

    /// <summary>The same as text: the outputs of layers, the largest first, each with its bytes.</summary>
    public string Describe(MemoryMoment moment) => string.Join(
        ", ",
        BuffersIn(moment).OrderByDescending(buffer => buffer.Bytes.KnownValue ?? long.MaxValue)
            .Select(buffer => $"{_graph.Network.PlaceNameOf(buffer.Value)} {buffer.Bytes}"));
}
