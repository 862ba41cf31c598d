namespace DeepCalc.Formats.HuggingFace;

/// <summary>Gemma 4 with images.</summary>
internal static class GemmaVisionFamilies
{
    private const string SoundKey = "audio_config";

    public static ModelFamily[] Families { get; } = [new("gemma4", "Gemma4", Gemma4) { HasParts = true }];

    /// <summary>
    /// P patches of an image of any size with learned positions of rows and columns; normalised before and behind each branch, rotary positions,
    /// a gated feed-forward network; nine patches become one; the text network is that of Gemma 4.
    /// </summary>
    public static Layer Gemma4(ModelScope scope)
    {
        ModelScope text = scope.Inner("text_config", "gemma4_text");
        ModelConfig.Refuse(
            scope.Options.OnlyPart is null && scope.Config.Has(SoundKey), SoundKey, "a network of sounds is not supported; -Part Text or -Part Vision imports the others.");
        scope.Config.Ignore(SoundKey);
        return VisionLanguageModel.Of(scope, text, () =>
        {
            ModelConfig config = scope.Config.Inner(ImageTower.Key, "gemma4_vision");
            config.Ignore("global_head_dim");
            ModelConfig.Refuse(config.Flag("use_clipped_linears", false), "use_clipped_linears", "limits of the projections are not supported; it must be false.");
            ModelConfig.Refuse(config.Flag("attention_bias", false), "attention_bias", "the projections have no biases; it must be false.");
            long width = config.Size("hidden_size");
            TransformerBlock block = Block(config);
            Layer layer = scope.Blocks(Embedded(scope, config, width), "vision_tower.encoder.layers", config.Layers("num_hidden_layers"), _ => block);
            layer = Pooled(config, layer, width);
            layer = ModelScope.Add("embed_vision.embedding_pre_projection_norm", block.Normalizer with { UseScale = false }, layer);
            return new ImageFeatures(ModelScope.Add("embed_vision.embedding_projection", new Dense(text.Config.Size("hidden_size"), UseBias: false), layer));
        });
    }

    // The row and the column of a patch have a learned vector each, which transformers finds by a product with zeros and ones.
    private static Layer Embedded(ModelScope scope, ModelConfig config, long width)
    {
        long patch = config.OptionalSize("patch_size") ?? 16;
        var positions = new PositionEmbedding(Length: config.OptionalSize("position_embedding_size") ?? 10_240);
        Layer layer = scope.Input("pixel_values", new TensorShape(scope.Open("P"), 3 * patch * patch));
        var centred = new Pointwise("Rescaling", 2) { IsLinear = true, Constants = Constants.Of(("scale", 2), ("offset", -1)) };
        layer = ModelScope.Add("vision_tower.patch_embedder/centred", centred, layer);
        layer = ModelScope.Add("vision_tower.patch_embedder.input_proj", new Dense(width, UseBias: false), layer);
        layer = ModelScope.Add("vision_tower.patch_embedder/rows", positions, layer);
        return ModelScope.Add("vision_tower.patch_embedder/columns", positions, layer);
    }

    private static TransformerBlock Block(ModelConfig config) => new()
    {
        Attention = new MultiHeadAttention
        {
            Heads = config.Size("num_attention_heads"),
            KeyValueHeads = config.OptionalSize("num_key_value_heads"),
            KeyWidth = config.OptionalSize("head_dim"),
            UseBias = false,
            UseRotary = true,
            RotaryBase = config.Number("rope_theta") ?? 100,
            Scale = 1,
            HeadNormalization = NormalizationKind.Rms,
            HeadEpsilon = config.Epsilon("rms_norm_eps", 1e-6),
            NormalizesValues = true,
            Dropout = config.Number("attention_dropout") ?? 0,
        },
        FeedForward = config.Network("gelu_pytorch_tanh", isGated: true, "hidden_activation"),
        Normalization = NormalizationKind.Rms,
        IsPreNorm = true,
        NormalizesBranches = true,
        Epsilon = config.Epsilon("rms_norm_eps", 1e-6),
    };

    // The mean of a square of patches, scaled, and with stored means and factors that training leaves alone.
    private static Layer Pooled(ModelConfig config, Layer layer, long width)
    {
        const string Name = "vision_tower.pooler";
        long side = config.OptionalSize("pooling_kernel_size") ?? 3;
        layer = ModelScope.Add(Name + "/squares", new Reshape(new AxisValues(-1, side * side, width)), layer);
        layer = ModelScope.Add(Name + "/mean", new Reduction(ReductionKind.Mean, new AxisValues(1)), layer);
        layer = new BlockScope(Name).Scaled("scale", layer, Math.Sqrt(width));
        return !config.Flag("standardize", false) ? layer
            : ModelScope.Add("vision_tower.std_scale", new FixedVector(IsFactor: true), ModelScope.Add("vision_tower.std_bias", new FixedVector(), layer));
    }
}
