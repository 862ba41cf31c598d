namespace DeepCalc;

/// <summary>Which layer of a network holds each weight, where layers share them: the first that has it.</summary>
internal sealed class SharedWeights
{
    // Of a layer that shares: the holder of each weight, or null where the layer holds it itself.
    private readonly Dictionary<Layer, Layer?[]> _holders = new(ReferenceEqualityComparer.Instance);

    public SharedWeights(ReadOnlySpan<Layer> layers)
    {
        var first = new Dictionary<object, Layer>(ReferenceEqualityComparer.Instance);
        foreach (Layer layer in layers)
        {
            if (!first.TryAdd(layer.WeightsOwner, layer))
            {
                _holders.Add(layer, Match(layer, first[layer.WeightsOwner]));
            }
        }
    }

    /// <summary>The layer that holds a weight of another, or null if that does itself.</summary>
    public Layer? HolderOf(Layer layer, int weight) =>
        _holders.TryGetValue(layer, out Layer?[]? holders) ? holders[weight] : null;

    /// <summary>For every weight of a layer, the other layer if that has it too.</summary>
    public static Layer?[] Match(Layer layer, Layer holder)
    {
        IReadOnlyList<Weight> own = layer.Weights();
        IReadOnlyList<Weight> held = holder.Weights();
        var holders = new Layer?[own.Count];
        for (int i = 0; i < own.Count; i++)
        {
            Weight weight = own[i];
            holders[i] = held.Any(weight.CanBe) ? holder : null;
        }

        return holders;
    }
}
