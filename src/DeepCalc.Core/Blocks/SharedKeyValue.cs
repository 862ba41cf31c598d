namespace DeepCalc;

/// <summary>Finds the keys and values that an attention shares with an earlier one.</summary>
public static class SharedKeyValue
{
    /// <summary>
    /// The keys and the values of an attention, as inputs of one that shares them (<see cref="MultiHeadAttention.SharesKeyValue"/>). The
    /// attention is the layer itself, or the last one before it with keys and values of its own, such as that of a block.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <exception cref="DeepCalcException">There is no such attention.</exception>
    public static IReadOnlyList<Layer> Of(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var network = new Network(layer);
        Layer attention = network.Layers.LastOrDefault(each => each.Definition is MultiHeadAttention { SharesKeyValue: false }) ?? throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"up to {network.NameOf(layer)} there is no attention with keys and values that another one could share.");
        return [attention.Output(1), attention.Output(2)];
    }
}
