namespace DeepCalc.Networks;

/// <summary>The holder of each shared weight in a network: the first layer that has it.</summary>
internal sealed class SharedWeights
{
    // For each layer that shares weights: the holder of each weight, or null where the layer holds it itself.
    private readonly Dictionary<Layer, Layer?[]> _holders = new(ReferenceEqualityComparer.Instance);

    /// <summary>The shared weights of layers; null where none are.</summary>
    public static SharedWeights? Of(ReadOnlySpan<Layer> layers) => AreAny(layers) ? new SharedWeights(layers) : null;

    // A layer that was bound to another shape has the owner that it had before, and yet shares nothing where it is the only one.
    private static bool AreAny(ReadOnlySpan<Layer> layers)
    {
        HashSet<object>? owners = null;
        foreach (Layer layer in layers)
        {
            if (layer.Definition.HasSharedTensors
                || (layer.IsTied && !(owners ??= new(ReferenceEqualityComparer.Instance)).Add(layer.WeightsOwner)))
            {
                return true;
            }
        }

        // An owner that holds its weights itself.
        foreach (Layer layer in layers)
        {
            if (owners is not null && !layer.IsTied && owners.Contains(layer))
            {
                return true;
            }
        }

        return false;
    }

    private SharedWeights(ReadOnlySpan<Layer> layers)
    {
        var tensors = new Dictionary<object, Layer>(ReferenceEqualityComparer.Instance);
        var held = new Dictionary<object, List<(Layer Holder, Weight Weight)>>(ReferenceEqualityComparer.Instance);
        foreach (Layer layer in layers)
        {
            IReadOnlyList<Weight> weights = layer.Weights();
            if (weights.Count == 0)
            {
                continue;
            }

            if (layer.Definition.HasSharedTensors)
            {
                AddTensors(layer, weights, tensors);
                continue;
            }

            if (!held.TryGetValue(layer.WeightsOwner, out List<(Layer Holder, Weight Weight)>? before))
            {
                held.Add(layer.WeightsOwner, before = []);
            }

            int[] matches = Match(weights, [.. before.Select(held => held.Weight)]);
            Layer?[] holders = [.. matches.Select(match => match < 0 ? null : before[match].Holder)];
            for (int i = 0; i < holders.Length; i++)
            {
                if (holders[i] is null)
                {
                    before.Add((layer, weights[i]));
                }
            }

            if (holders.Any(holder => holder is not null))
            {
                _holders.Add(layer, holders);
            }
        }
    }

    private void AddTensors(Layer layer, IReadOnlyList<Weight> weights, Dictionary<object, Layer> tensors)
    {
        Layer?[]? holders = null;
        for (int i = 0; i < weights.Count; i++)
        {
            if (weights[i].Identity is { } tensor && !tensors.TryAdd(tensor, layer))
            {
                (holders ??= new Layer?[weights.Count])[i] = tensors[tensor];
            }
        }

        if (holders is not null)
        {
            _holders.Add(layer, holders);
        }
    }

    /// <summary>
    /// For each weight the index of the equal weight of the others, or −1: one of its name and shape; or, if the others have no such name,
    /// a matrix under a different name with the same or the transposed shape. Each of the others is matched at most once.
    /// </summary>
    public static int[] Match(IReadOnlyList<Weight> weights, IReadOnlyList<Weight> others)
    {
        var matches = new int[weights.Count];
        var taken = new bool[others.Count];
        for (int i = 0; i < matches.Length; i++)
        {
            Take(i, other => weights[i].Name == other.Name && weights[i].Shape.Span.SequenceEqual(other.Shape.Span));
        }

        for (int i = 0; i < matches.Length; i++)
        {
            if (matches[i] < 0 && !others.Any(other => other.Name == weights[i].Name))
            {
                Take(i, other => weights[i].IsMatrixOf(other) && !weights.Any(weight => weight.Name == other.Name));
            }
        }

        return matches;

        void Take(int weight, Func<Weight, bool> fits)
        {
            matches[weight] = -1;
            for (int i = 0; i < taken.Length && matches[weight] < 0; i++)
            {
                if (!taken[i] && fits(others[i]))
                {
                    matches[weight] = i;
                    taken[i] = true;
                }
            }
        }
    }

    /// <summary>The layer that holds a weight of another layer, or null if that layer holds it itself.</summary>
    public Layer? HolderOf(Layer layer, int weight) =>
        _holders.TryGetValue(layer, out Layer?[]? holders) ? holders[weight] : null;
}
