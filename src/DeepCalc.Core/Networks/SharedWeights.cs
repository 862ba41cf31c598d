namespace DeepCalc;

/// <summary>Which layer of a network holds each weight, where layers share them: the first that has it.</summary>
internal sealed class SharedWeights
{
    // Of a layer that shares: the holder of each weight, or null where the layer holds it itself.
    private readonly Dictionary<Layer, Layer?[]> _holders = new(ReferenceEqualityComparer.Instance);

    public SharedWeights(ReadOnlySpan<Layer> layers)
    {
        var held = new Dictionary<object, List<(Layer Holder, Weight Weight)>>(ReferenceEqualityComparer.Instance);
        foreach (Layer layer in layers)
        {
            IReadOnlyList<Weight> weights = layer.Weights();
            if (weights.Count == 0)
            {
                continue;
            }

            if (!held.TryGetValue(layer.WeightsOwner, out List<(Layer Holder, Weight Weight)>? before))
            {
                held.Add(layer.WeightsOwner, before = []);
            }

            var holders = new Layer?[weights.Count];
            for (int i = 0; i < holders.Length; i++)
            {
                Weight weight = weights[i];
                holders[i] = before.Find(other => weight.CanBe(other.Weight)).Holder;
            }

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

    /// <summary>The layer that holds a weight of another, or null if that does itself.</summary>
    public Layer? HolderOf(Layer layer, int weight) =>
        _holders.TryGetValue(layer, out Layer?[]? holders) ? holders[weight] : null;
}
