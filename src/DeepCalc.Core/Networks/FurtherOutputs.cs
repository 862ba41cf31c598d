namespace DeepCalc.Networks;

/// <summary>The further outputs of layers that other layers or a network's outputs use.</summary>
internal sealed class FurtherOutputs
{
    private readonly Dictionary<Layer, SortedDictionary<int, Layer>> _used = new(ReferenceEqualityComparer.Instance);
    private int _count;

    /// <summary>Those that layers or outputs use; null where none is used, as in most networks.</summary>
    public static FurtherOutputs? Of(ReadOnlySpan<Layer> layers, ReadOnlySpan<Layer> outputs)
    {
        FurtherOutputs? found = null;
        Add(outputs, ref found);
        foreach (Layer layer in layers)
        {
            Add(layer.InputSpan, ref found);
        }

        return found;
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

    private static void Add(ReadOnlySpan<Layer> used, ref FurtherOutputs? found)
    {
        foreach (Layer value in used)
        {
            if (value.IsFurther)
            {
                (found ??= new()).Add(value);
            }
        }
    }

    private void Add(Layer value)
    {
        if (!_used.TryGetValue(value.OutputOf, out SortedDictionary<int, Layer>? others))
        {
            _used.Add(value.OutputOf, others = []);
        }

        _count += others.TryAdd(value.OutputIndex, value) ? 1 : 0;
    }
}
