namespace DeepCalc.Networks;

/// <summary>The further outputs of layers that other layers or a network's outputs use.</summary>
internal sealed class FurtherOutputs
{
    private readonly Dictionary<Layer, SortedDictionary<int, Layer>> _used = new(ReferenceEqualityComparer.Instance);
    private int _count;

    /// <summary>Those that layers or outputs use.</summary>
    public FurtherOutputs(ReadOnlySpan<Layer> layers, ReadOnlySpan<Layer> outputs)
    {
        Add(outputs);
        foreach (Layer layer in layers)
        {
            Add(layer.InputSpan);
        }
    }

    /// <summary>The layers, each with its further outputs behind it.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="layerOf">For each value the index of its layer.</param>
    public Layer[] Among(Layer[] layers, out int[] layerOf)
    {
        var values = new Layer[layers.Length + _count];
        layerOf = new int[values.Length];
        int place = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            layerOf[place] = i;
            values[place++] = layers[i];
            if (!_used.TryGetValue(layers[i], out SortedDictionary<int, Layer>? further))
            {
                continue;
            }

            foreach (Layer value in further.Values)
            {
                layerOf[place] = i;
                values[place++] = value;
            }
        }

        return values;
    }

    private void Add(ReadOnlySpan<Layer> used)
    {
        foreach (Layer value in used)
        {
            if (!value.IsFurther)
            {
                continue;
            }

            if (!_used.TryGetValue(value.OutputOf, out SortedDictionary<int, Layer>? others))
            {
                _used.Add(value.OutputOf, others = []);
            }

            _count += others.TryAdd(value.OutputIndex, value) ? 1 : 0;
        }
    }
}
