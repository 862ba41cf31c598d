namespace DeepCalc.Formats.HuggingFace;

/// <summary>A vision network, as a vision-language network uses it.</summary>
/// <param name="Positions">The output of the block that is used: a vector for each position.</param>
/// <param name="Output">The output behind all blocks.</param>
/// <param name="Pooled">One vector that is made of it, or null for none.</param>
internal sealed record ImageTower(Layer Positions, Layer Output, Layer? Pooled = null)
{
    /// <summary>The setting that holds the settings of the vision network.</summary>
    public const string Key = "vision_config";

    private static readonly Dictionary<string, Func<ModelScope, long, ImageTower>> All = new(StringComparer.Ordinal)
    {
        [ClipFamilies.Vision] = ClipFamilies.Tower,
        [SiglipFamilies.Vision] = SiglipFamilies.Tower,
        [PixtralFamilies.Vision] = PixtralFamilies.Tower,
    };

    /// <summary>The last of the layers that run although nothing uses them where the positions are used; null for none.</summary>
    public Layer? Unused => Pooled ?? (ReferenceEquals(Output, Positions) ? null : Output);

    /// <summary>Whether the first position is no patch, but the token of the class.</summary>
    public bool HasClassToken { get; init; }

    /// <summary>Builds the vision network of a file.</summary>
    /// <param name="scope">The inputs of the builder of the whole.</param>
    /// <param name="modelType">The family of a vision network that names none.</param>
    /// <param name="hidden">The hidden state: −1 is behind the last block, −2 behind the one before, 0 before the first.</param>
    /// <exception cref="DeepCalcException">The family of the vision network is not supported.</exception>
    public static (ModelScope Scope, ImageTower Tower) Of(ModelScope scope, string modelType, long hidden)
    {
        ModelConfig config = scope.Config.Inner(Key, modelType);
        if (!All.TryGetValue(config.ModelType, out var build))
        {
            throw new DeepCalcException(
                ErrorCode.LayerUnknown, $"{Key}: the model_type {Quoted.Cut(config.ModelType)} is not supported; valid are {string.Join(", ", All.Keys)}.");
        }

        ModelScope vision = scope.Nested(config);
        return (vision, build(vision, hidden));
    }

    /// <summary>Adds the blocks of the vision network.</summary>
    /// <param name="scope">The inputs of its builder.</param>
    /// <param name="layer">The input of the first block.</param>
    /// <param name="name">The checkpoint's name for their list.</param>
    /// <param name="block">The block.</param>
    /// <param name="hidden">The hidden state that is used.</param>
    /// <returns>The hidden state that is used, and the output of the last block.</returns>
    /// <exception cref="DeepCalcException">There is no such hidden state.</exception>
    public static (Layer Used, Layer Last) Blocks(ModelScope scope, Layer layer, string name, TransformerBlock block, long hidden)
    {
        long blocks = scope.Config.Layers("num_hidden_layers");
        long place = hidden < 0 ? blocks + 1 + hidden : hidden;
        DeepCalcException.ThrowIf(
            place < 0 || place > blocks, ErrorCode.InvalidSetting,
            $"vision_feature_layer is {hidden}, but the vision network has {blocks} blocks: valid are -{blocks + 1} to {blocks}.");
        Layer used = layer;
        Layer last = (scope with { BehindBlock = Caught }).Blocks(layer, name, blocks, _ => block);
        return (used, last);

        Layer Caught(Layer output, long number)
        {
            used = number + 1 == place ? output : used;
            return output;
        }
    }
}
