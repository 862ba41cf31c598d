namespace DeepCalc.Networks;

/// <summary>The layers that outputs are computed from, in order, their values, and which values feed which layers.</summary>
/// <remarks>
/// The values are the output of each layer and, right behind it, the further outputs that are used, in their order. A value has a place
/// among all values. Where no layer has a further output, the values are the layers.
/// </remarks>
/// <param name="layers">The layers.</param>
/// <param name="values">The values.</param>
/// <param name="layerOf">The layer of each value; null where each layer has one value.</param>
/// <param name="inputs">The places of the inputs, layer after layer.</param>
/// <param name="begins">Where those of each layer begin.</param>
/// <param name="sources">The indices of the input layers.</param>
/// <param name="places">The places of the layers. Layers that were put in the places of others are seldom looked for.</param>
internal sealed class Topology(
    Layer[] layers, Layer[] values, int[]? layerOf, int[] inputs, int[] begins, int[] sources, PartedDictionary<Layer, int>? places)
{
    private PartedDictionary<Layer, int>? _places = places;

    /// <summary>The layers, each once and every one after its inputs.</summary>
    public Layer[] Layers => layers;

    /// <summary>The values.</summary>
    public Layer[] Values => values;

    /// <summary>The input layers, those of a file in the order in which the file lists them.</summary>
    public Layer[] Inputs => Array.ConvertAll(sources, index => layers[index]);

    /// <summary>The index of the layer of a value.</summary>
    public int LayerAt(int place) => layerOf is null ? place : layerOf[place];

    /// <summary>The places of the inputs of a value's layer.</summary>
    public ReadOnlySpan<int> InputsOf(int place) => inputs.AsSpan(begins[LayerAt(place)]..begins[LayerAt(place) + 1]);

    /// <summary>The place of a value, or −1 if it is not among the values.</summary>
    public int PlaceOf(Layer value)
    {
        if (ReferenceEquals(values[^1], value))
        {
            return values.Length - 1;
        }

        _places ??= PlacesOf(values);
        return Find(values, _places, value);
    }

    /// <summary>The same graph of other values, each in the place of one of these.</summary>
    public Topology With(Layer[] others)
    {
        Layer[] own = layerOf is null ? others : Array.FindAll(others, static value => !value.IsFurther);
        return new Topology(own, others, layerOf, inputs, begins, sources, null);
    }

    /// <summary>The graph of all layers that outputs are computed from.</summary>
    public static Topology Of(ReadOnlySpan<Layer> outputs)
    {
        var walk = new GraphWalk(outputs);
        Layer[] layers = [.. walk.Order];
        PartedDictionary<Layer, int> places = walk.Places;
        int[] sources = [.. walk.Inputs.Select(input => places[input])];
        Layer[] values = layers;
        int[]? layerOf = null;
        if (walk.HasFurther)
        {
            values = new FurtherOutputs(layers, outputs).Among(layers, out layerOf);
            places = PlacesOf(values);
        }

        var inputs = new int[walk.Edges];
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

        return new Topology(layers, values, layerOf, inputs, begins, sources, places);
    }

    // Two objects can stand for one further output.
    private static int Find(Layer[] values, PartedDictionary<Layer, int> places, Layer value)
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

    private static PartedDictionary<Layer, int> PlacesOf(Layer[] values)
    {
        var places = new PartedDictionary<Layer, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < values.Length; i++)
        {
            if (!values[i].IsFurther)
            {
                places.TryAdd(values[i], i);
            }
        }

        return places;
    }
}
