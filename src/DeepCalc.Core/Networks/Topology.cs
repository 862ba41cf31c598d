namespace DeepCalc.Networks;

/// <summary>The layers that outputs are computed from, in order, their values, and which values feed which layers.</summary>
/// <remarks>
/// The values are the output of each layer and, right behind it, the further outputs that are used, in their order. A value has a place
/// among all values. Where no layer has a further output, the values are the layers.
/// </remarks>
internal sealed class Topology
{
    // The places of the inputs, layer after layer, and where those of each begin.
    private readonly int[] _inputs;
    private readonly int[] _begins;

    // The layer of each value; null where each layer has one value.
    private readonly int[]? _layerOf;

    // The places of the layers. Layers that were put in the places of others are seldom looked for.
    private Dictionary<Layer, int>? _places;

    private Topology(Layer[] layers, Layer[] values, int[]? layerOf, int[] inputs, int[] begins, Dictionary<Layer, int>? places)
    {
        Layers = layers;
        Values = values;
        _layerOf = layerOf;
        _inputs = inputs;
        _begins = begins;
        _places = places;
    }

    /// <summary>The layers, each once and every one after its inputs.</summary>
    public Layer[] Layers { get; }

    /// <summary>The values.</summary>
    public Layer[] Values { get; }

    /// <summary>The index of the layer of a value.</summary>
    public int LayerAt(int place) => _layerOf is null ? place : _layerOf[place];

    /// <summary>The places of the inputs of a value's layer.</summary>
    public ReadOnlySpan<int> InputsOf(int place) => _inputs.AsSpan(_begins[LayerAt(place)].._begins[LayerAt(place) + 1]);

    /// <summary>The place of a value, or −1 if it is not among the values.</summary>
    public int PlaceOf(Layer value)
    {
        if (ReferenceEquals(Values[^1], value))
        {
            return Values.Length - 1;
        }

        _places ??= PlacesOf(Values);
        return Find(Values, _places, value);
    }

    /// <summary>The same graph of other values, each in the place of one of these.</summary>
    public Topology Of(Layer[] values) =>
        new(_layerOf is null ? values : Array.FindAll(values, static value => !value.IsFurther), values, _layerOf, _inputs, _begins, null);

    /// <summary>
    /// Walks back from outputs: depth first, inputs in their order, so that the order only depends on the network. The layers of a file come
    /// in the order of the file. No recursion, so depth is no limit; linear in the edges, unless a file has another order than the walk.
    /// </summary>
    public static Topology Walk(ReadOnlySpan<Layer> outputs)
    {
        var order = new List<Layer>(64);
        var places = new Dictionary<Layer, int>(64, ReferenceEqualityComparer.Instance);
        var path = new Stack<(Layer Layer, int NextInput, int Begin)>(64);
        int edges = 0;
        foreach (Layer output in outputs)
        {
            edges += Visit(output.OutputOf, order, places, path);
        }

        if (outputs.Length > 1)
        {
            FileOrder.Restore(order, 0, places);
        }

        Layer[] layers = [.. order];
        Layer[] values = layers;
        int[]? layerOf = null;
        if (FurtherOutputs.Of(layers, outputs) is { } further)
        {
            values = further.Among(layers, out layerOf);
            places = PlacesOf(values);
        }

        var inputs = new int[edges];
        var begins = new int[layers.Length + 1];
        int edge = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            foreach (Layer input in layers[i].InputSpan)
            {
                // Most layers follow their input.
                inputs[edge] = layerOf is null && ReferenceEquals(layers[i - 1], input) ? i - 1 : Find(values, places, input);
                edge++;
            }

            begins[i + 1] = edge;
        }

        return new Topology(layers, values, layerOf, inputs, begins, places);
    }

    // Gives the number of inputs of the layers that it finds.
    private static int Visit(
        Layer output, List<Layer> order, Dictionary<Layer, int> places, Stack<(Layer Layer, int NextInput, int Begin)> path)
    {
        int edges = 0;
        if (places.ContainsKey(output))
        {
            return edges;
        }

        path.Push((output, 0, order.Count));
        while (path.TryPop(out (Layer Layer, int NextInput, int Begin) step))
        {
            ReadOnlySpan<Layer> inputs = step.Layer.InputSpan;
            int next = step.NextInput;
            while (next < inputs.Length && places.ContainsKey(inputs[next].OutputOf))
            {
                next++;
            }

            if (next < inputs.Length)
            {
                path.Push((step.Layer, next + 1, step.Begin));
                path.Push((inputs[next].OutputOf, 0, order.Count));
            }
            else if (places.TryAdd(step.Layer, order.Count))
            {
                order.Add(step.Layer);
                edges += inputs.Length;

                // The last layer of a file: all behind it are of the same file.
                if (step.Layer.FilePlace > 0 && (!path.TryPeek(out (Layer Layer, int NextInput, int Begin) after) || after.Layer.FilePlace == 0))
                {
                    FileOrder.Restore(order, step.Begin, places);
                }
            }
        }

        return edges;
    }

    // Two objects can stand for one further output.
    private static int Find(Layer[] values, Dictionary<Layer, int> places, Layer value)
    {
        if (!places.TryGetValue(value.OutputOf, out int place))
        {
            return -1;
        }

        if (!value.IsFurther)
        {
            return place;
        }

        int low = place + 1;
        int high = values.Length - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            Layer found = values[middle];
            bool isBehind = !found.IsFurther || found.OutputOf != value.OutputOf || found.OutputIndex > value.OutputIndex;
            if (!isBehind && found.OutputIndex == value.OutputIndex)
            {
                return middle;
            }

            low = isBehind ? low : middle + 1;
            high = isBehind ? middle - 1 : high;
        }

        return -1;
    }

    private static Dictionary<Layer, int> PlacesOf(Layer[] values)
    {
        var places = new Dictionary<Layer, int>(values.Length, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < values.Length; i++)
        {
            if (!values[i].IsFurther)
            {
                places.Add(values[i], i);
            }
        }

        return places;
    }
}
