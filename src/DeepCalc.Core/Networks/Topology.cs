namespace DeepCalc;

/// <summary>The layers that outputs are computed from, in order, and the places of their inputs.</summary>
internal sealed class Topology
{
    // The places of the inputs, layer after layer, and where those of each begin.
    private readonly int[] _inputs;
    private readonly int[] _begins;

    // Layers that were put in the places of others are seldom looked for.
    private Dictionary<Layer, int>? _indices;

    private Topology(Layer[] layers, int[] inputs, int[] begins, Dictionary<Layer, int>? indices)
    {
        Layers = layers;
        _inputs = inputs;
        _begins = begins;
        _indices = indices;
    }

    /// <summary>The layers, each once and every one after its inputs.</summary>
    public Layer[] Layers { get; }

    /// <summary>The places of a layer's inputs.</summary>
    public ReadOnlySpan<int> InputsOf(int index) => _inputs.AsSpan(_begins[index].._begins[index + 1]);

    /// <summary>The place of a layer, or −1 if it is not among them.</summary>
    public int IndexOf(Layer layer)
    {
        if (ReferenceEquals(Layers[^1], layer))
        {
            return Layers.Length - 1;
        }

        _indices ??= Index(Layers);
        return _indices.TryGetValue(layer, out int index) ? index : -1;
    }

    /// <summary>The same graph of other layers, each in the place of one of these.</summary>
    public Topology Of(Layer[] layers) => new(layers, _inputs, _begins, null);

    /// <summary>
    /// Walks back from outputs: depth first, inputs in their order, so that the order only depends on the network. Linear in the edges; no
    /// recursion, so depth is no limit.
    /// </summary>
    public static Topology Walk(ReadOnlySpan<Layer> outputs)
    {
        var order = new List<Layer>(64);
        var indices = new Dictionary<Layer, int>(64, ReferenceEqualityComparer.Instance);
        var path = new Stack<(Layer Layer, int NextInput)>(64);
        int edges = 0;
        foreach (Layer output in outputs)
        {
            edges += Visit(output, order, indices, path);
        }

        Layer[] layers = [.. order];
        var inputs = new int[edges];
        var begins = new int[layers.Length + 1];
        int edge = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            foreach (Layer input in layers[i].InputSpan)
            {
                // Most layers follow their input.
                inputs[edge] = ReferenceEquals(layers[i - 1], input) ? i - 1 : indices[input];
                edge++;
            }

            begins[i + 1] = edge;
        }

        return new Topology(layers, inputs, begins, indices);
    }

    // Gives the number of inputs of the layers that it finds.
    private static int Visit(
        Layer output, List<Layer> order, Dictionary<Layer, int> indices, Stack<(Layer Layer, int NextInput)> path)
    {
        int edges = 0;
        if (indices.ContainsKey(output))
        {
            return edges;
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
                edges += inputs.Length;
            }
        }

        return edges;
    }

    private static Dictionary<Layer, int> Index(Layer[] layers)
    {
        var indices = new Dictionary<Layer, int>(layers.Length, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < layers.Length; i++)
        {
            indices.Add(layers[i], i);
        }

        return indices;
    }
}
