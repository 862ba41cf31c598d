namespace DeepCalc.Networks;

/// <summary>
/// Walks back from outputs: depth first, inputs in their order, so that the order only depends on the network. The layers of a file come
/// in the order of the file. No recursion, so depth is no limit; linear in the edges, unless a file has another order than the walk.
/// </summary>
internal sealed class GraphWalk
{
    private readonly Stack<(Layer Layer, int NextInput)> _path = new(64);

    // Where the layers of a file begin in the order, as long as its last layer is on the path.
    private readonly Stack<(int Layer, int Input)> _files = [];

    /// <summary>Walks back from outputs.</summary>
    public GraphWalk(ReadOnlySpan<Layer> outputs)
    {
        foreach (Layer output in outputs)
        {
            HasFurther |= output.IsFurther;
            if (!Places.ContainsKey(output.OutputOf))
            {
                Enter(output.OutputOf, null);
                Visit();
            }
        }

        if (outputs.Length > 1)
        {
            Restore((0, 0));
        }
    }

    /// <summary>The layers, each once and every one after its inputs.</summary>
    public List<Layer> Order { get; } = new(64);

    /// <summary>The input layers, those of a file in the order in which the file lists them.</summary>
    public List<Layer> Inputs { get; } = [];

    /// <summary>The indices of the layers.</summary>
    public PartedDictionary<Layer, int> Places { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number of inputs of all layers.</summary>
    public int Edges { get; private set; }

    /// <summary>Whether any further output of a layer is used.</summary>
    public bool HasFurther { get; private set; }

    private void Visit()
    {
        while (_path.TryPop(out (Layer Layer, int NextInput) step))
        {
            ReadOnlySpan<Layer> inputs = step.Layer.InputSpan;
            int next = step.NextInput;
            while (next < inputs.Length && Places.ContainsKey(inputs[next].OutputOf))
            {
                HasFurther |= inputs[next].IsFurther;
                next++;
            }

            if (next < inputs.Length)
            {
                HasFurther |= inputs[next].IsFurther;
                _path.Push((step.Layer, next + 1));
                Enter(inputs[next].OutputOf, step.Layer);
            }
            else
            {
                Leave(step.Layer, inputs.Length);
            }
        }
    }

    private void Enter(Layer layer, Layer? after)
    {
        if (EndsFile(layer, after))
        {
            _files.Push((Order.Count, Inputs.Count));
        }

        _path.Push((layer, 0));
    }

    private void Leave(Layer layer, int inputs)
    {
        Places.TryAdd(layer, Order.Count);
        Order.Add(layer);
        if (layer.Definition is Input)
        {
            Inputs.Add(layer);
        }

        Edges += inputs;
        if (EndsFile(layer, _path.TryPeek(out (Layer Layer, int NextInput) after) ? after.Layer : null))
        {
            Restore(_files.Pop());
        }
    }

    private void Restore((int Layer, int Input) begin)
    {
        FileOrder.Restore(Order, begin.Layer, Places);
        FileOrder.Restore(Inputs, begin.Input);
    }

    // The last layer of a file on the way: all layers behind it are of the same file.
    private static bool EndsFile(Layer layer, Layer? after) => layer.FilePlace > 0 && after is not { FilePlace: > 0 };
}
