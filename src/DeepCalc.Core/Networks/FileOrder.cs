namespace DeepCalc.Networks;

/// <summary>
/// Puts the layers of a file into the order of the file, in which every layer stands behind its inputs too. An input layer stands before
/// the first layer that uses it, wherever the file lists it.
/// </summary>
internal static class FileOrder
{
    /// <summary>Orders the last layers of a list, those from begin on, and renews their places, if all of them are of a file.</summary>
    public static void Restore(List<Layer> layers, int begin, PartedDictionary<Layer, int> places)
    {
        int last = 0;
        bool isOrdered = true;
        for (int i = begin; i < layers.Count; i++)
        {
            if (layers[i].Definition is Input)
            {
                continue;
            }

            if (layers[i].FilePlace == 0)
            {
                return;
            }

            isOrdered &= last < layers[i].FilePlace;
            last = layers[i].FilePlace;
        }

        if (!isOrdered)
        {
            Sort(layers, begin, places);
        }
    }

    /// <summary>Orders the last of a list of input layers, those from begin on, as their file lists them, if all of them are of a file.</summary>
    public static void Restore(List<Layer> inputs, int begin)
    {
        if (inputs.FindIndex(begin, static input => input.FilePlace == 0) < 0)
        {
            inputs.Sort(begin, inputs.Count - begin, Comparer<Layer>.Create(static (one, other) => one.FilePlace.CompareTo(other.FilePlace)));
        }
    }

    private static void Sort(List<Layer> layers, int begin, PartedDictionary<Layer, int> places)
    {
        List<Layer> inputs = layers[begin..].FindAll(static layer => layer.Definition is Input);
        List<Layer> others = layers[begin..].FindAll(static layer => layer.Definition is not Input);
        others.Sort(static (one, other) => one.FilePlace.CompareTo(other.FilePlace));
        var open = inputs.ToHashSet(ReferenceEqualityComparer.Instance);
        layers.RemoveRange(begin, layers.Count - begin);
        foreach (Layer layer in others)
        {
            foreach (Layer input in layer.InputSpan)
            {
                Add(input);
            }

            places[layer] = layers.Count;
            layers.Add(layer);
        }

        // An input that is an output of the network as well.
        inputs.ForEach(Add);

        void Add(Layer input)
        {
            if (open.Remove(input))
            {
                places[input] = layers.Count;
                layers.Add(input);
            }
        }
    }
}
