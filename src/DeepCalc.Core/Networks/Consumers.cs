namespace DeepCalc.Networks;

/// <summary>Which layers read each value of a network.</summary>
internal sealed class Consumers
{
    // The layers that read a value, value after value, and where those of each begin.
    private readonly int[] _readers;
    private readonly int[] _begins;

    /// <summary>Those of a graph; linear in its edges.</summary>
    public Consumers(Topology graph)
    {
        _begins = new int[graph.Values.Length + 1];
        ForEachEdge(graph, (value, _) => _begins[value + 1]++);
        for (int value = 0; value < graph.Values.Length; value++)
        {
            _begins[value + 1] += _begins[value];
        }

        _readers = new int[_begins[^1]];
        int[] next = _begins[..^1];
        ForEachEdge(graph, (value, reader) => _readers[next[value]++] = reader);
    }

    /// <summary>The indices of the layers that read a value, in order, each once.</summary>
    public ReadOnlySpan<int> Of(int place) => _readers.AsSpan(_begins[place].._begins[place + 1]);

    // A layer that takes a value several times reads it once.
    private static void ForEachEdge(Topology graph, Action<int, int> visit)
    {
        int[] reader = new int[graph.Values.Length];
        for (int place = 0; place < graph.Values.Length; place++)
        {
            int layer = graph.LayerAt(place);
            foreach (int input in graph.Values[place].IsFurther ? [] : graph.InputsOf(place))
            {
                if (reader[input] != layer + 1)
                {
                    reader[input] = layer + 1;
                    visit(input, layer);
                }
            }
        }
    }
}
