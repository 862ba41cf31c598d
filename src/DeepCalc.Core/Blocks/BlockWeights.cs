namespace DeepCalc.Blocks;

/// <summary>The weights that equal blocks share: a layer has those of the layer at its place in the first block, as in ALBERT.</summary>
internal sealed class BlockWeights
{
    private readonly Dictionary<string, Layer> _first = new(StringComparer.Ordinal);

    /// <summary>The layer with the weights of the layer at the same place in the first block.</summary>
    /// <param name="place">Its place within the block.</param>
    /// <param name="layer">The layer.</param>
    public Layer Share(string place, Layer layer) =>
        layer.Weights().Count == 0 || _first.TryAdd(place, layer) ? layer : layer.TiedTo(_first[place]);
}
