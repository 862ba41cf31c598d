namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// The attention of a decoder with and without windows, whose last layers (<c>num_kv_shared_layers</c>) take keys and values of the last layer of
/// their kind before them.
/// </summary>
internal sealed class SharingAttention
{
    private const string Key = "num_kv_shared_layers";
    private readonly MultiHeadAttention _local;
    private readonly MultiHeadAttention _full;
    private readonly bool _hasIdle;
    private readonly long _firstShared;
    private readonly Dictionary<bool, Layer> _owners = [];

    /// <summary>The attention of all layers.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="local">That of a layer with a window.</param>
    /// <param name="full">That of a layer that sees all positions.</param>
    /// <param name="hasIdle">Whether layers that share have projections all the same; they also share by default, in the last 15 layers.</param>
    public SharingAttention(ModelScope scope, MultiHeadAttention local, MultiHeadAttention full, bool hasIdle)
    {
        (_local, _full, _hasIdle) = (local, full, hasIdle);
        long layers = scope.Config.Layers("num_hidden_layers");
        long shared = scope.Config.Count(Key, hasIdle ? 15 : 0);
        DeepCalcException.ThrowIf(
            shared >= layers, ErrorCode.InvalidSetting, $"{Key} is {shared}; it must be less than the number of layers, {layers}, so that there are keys and values to share.");
        _firstShared = layers - shared;
    }

    /// <summary>Whether the layer with a number shares keys and values.</summary>
    public bool Shares(long number) => number >= _firstShared;

    /// <summary>Adds the attention of the layer with a number.</summary>
    public Layer On(Layer input, long number, bool isLocal, BlockScope scope)
    {
        MultiHeadAttention attention = isLocal ? _local : _full;
        if (!Shares(number))
        {
            return _owners[isLocal] = scope.Add("attention", attention, input);
        }

        DeepCalcException.ThrowIf(
            !_owners.TryGetValue(isLocal, out Layer? owner), ErrorCode.InvalidSetting,
            $"{Key}: layer {number} shares keys and values, but no layer of its kind before layer {_firstShared} has any.");
        return scope.Add("attention", attention with { SharesKeyValue = true, HasIdleKeyValue = _hasIdle }, input, owner!.Output(1), owner.Output(2));
    }
}
