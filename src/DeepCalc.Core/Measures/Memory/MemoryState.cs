namespace DeepCalc.Measures.Memory;

/// <summary>The memory after some layers have run, where all sizes are known.</summary>
internal sealed class MemoryState
{
    private readonly TensorGraph _graph;
    private readonly long[] _bytes;

    // For each buffer the layers that have yet to read it; for each layer whether it has run.
    private readonly int[] _left;
    private readonly bool[] _hasRun;

    /// <summary>The memory before any layer has run.</summary>
    public MemoryState(TensorGraph graph, long[] bytes)
        : this(graph, bytes, [.. graph.Buffers.Select(buffer => buffer.Readers)], new bool[graph.Steps.Length], 0)
    {
    }

    private MemoryState(TensorGraph graph, long[] bytes, int[] left, bool[] hasRun, long live)
    {
        _graph = graph;
        _bytes = bytes;
        _left = left;
        _hasRun = hasRun;
        Live = live;
    }

    /// <summary>The bytes that exist.</summary>
    public long Live { get; private set; }

    /// <summary>The same memory, to go on from.</summary>
    public MemoryState Copy() => new(_graph, _bytes, [.. _left], [.. _hasRun], Live);

    /// <summary>Whether the layers before a layer have run.</summary>
    public bool IsReady(int layer) => Array.TrueForAll(_graph.Before[layer], before => _hasRun[before]);

    /// <summary>The bytes while a layer works.</summary>
    public long During(int layer)
    {
        MemoryStep step = _graph.Steps[layer];
        int[] over = _graph.Overwritten(step, _left);
        long bytes = Live;
        for (int i = 0; i < over.Length; i++)
        {
            bytes = checked(bytes + (over[i] < 0 ? _bytes[step.Made[i]] : 0));
        }

        return bytes;
    }

    /// <summary>The bytes after a layer has worked.</summary>
    public long After(int layer)
    {
        MemoryStep step = _graph.Steps[layer];
        long bytes = Live;
        foreach (int buffer in step.Made)
        {
            bytes = checked(bytes + (_left[buffer] > 0 || _graph.Buffers[buffer].IsOutput ? _bytes[buffer] : 0));
        }

        foreach (int buffer in step.Read)
        {
            bytes -= _left[buffer] == 1 && !_graph.Buffers[buffer].IsOutput ? _bytes[buffer] : 0;
        }

        return bytes;
    }

    /// <summary>Runs a layer.</summary>
    public void Run(int layer)
    {
        Live = After(layer);
        _hasRun[layer] = true;
        foreach (int buffer in _graph.Steps[layer].Read)
        {
            _left[buffer]--;
        }
    }
}
