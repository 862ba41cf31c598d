namespace DeepCalc.Formats.HuggingFace;

/// <summary>Kimi K2.5, whose vision network is MoonViT.</summary>
internal static class KimiVisionFamilies
{
    public static ModelFamily[] Families { get; } = [new("kimi_k25", "KimiK25", KimiK25) { HasParts = true }];

    /// <summary>
    /// P patches of an image of any size with learned positions that are resized to it; layer normalisation before, rotary positions; four
    /// patches are joined to a vector of the text network, which is that of Kimi K2.
    /// </summary>
    public static Layer KimiK25(ModelScope scope)
    {
        ModelScope text = scope.Inner("text_config", "kimi_k2");
        return VisionLanguageModel.Of(scope, text, () =>
        {
            ModelConfig config = scope.Config.Inner(ImageTower.Key, "moonvit");
            Require(config, "merge_type", "sd2_tpool");
            Require(config, "pos_emb_type", "divided_fixed");
            Require(config, "mm_projector_type", "patchmerger");
            long width = config.Size("vt_hidden_size");
            long patch = config.OptionalSize("patch_size") ?? 14;
            var block = new TransformerBlock
            {
                Attention = new MultiHeadAttention { Heads = config.Size("vt_num_attention_heads"), UseRotary = true },
                FeedForward = new FeedForwardBlock { Hidden = config.Size("vt_intermediate_size"), Function = ActivationFunction.GeluTanh },
                IsPreNorm = true,
            };
            Layer layer = scope.Input("pixel_values", new TensorShape(scope.Open("P"), 3 * patch * patch));
            layer = ModelScope.Add("vision_tower.patch_embed.proj", new Dense(width), layer);
            long positions = (config.OptionalSize("init_pos_emb_height") ?? 64) * (config.OptionalSize("init_pos_emb_width") ?? 64);
            layer = ModelScope.Add("vision_tower.patch_embed.pos_emb", new PositionEmbedding(Length: positions) { Resizing = Interpolation.Cubic }, layer);
            layer = scope.Blocks(layer, "vision_tower.encoder.blocks", config.Layers("vt_num_hidden_layers"), _ => block);
            layer = ModelScope.Add("vision_tower.encoder.final_layernorm", block.Normalizer, layer);
            AxisValues merged = config.Has("merge_kernel_size") ? config.Sizes("merge_kernel_size") : 2;
            layer = ModelScope.Add("mm_projector.pre_norm", new Normalization(NormalizationKind.Layer) { Epsilon = config.Epsilon("projector_ln_eps", 1e-5) }, layer);
            layer = VisionParts.Joined(layer, "mm_projector/patches", merged.Values[0] * merged.Values[^1]);
            layer = ModelScope.Add("mm_projector.proj.0", new Dense(layer.OutputShape.Last.Value), layer);
            layer = ModelScope.Add("mm_projector.proj.1", new Activation(config.Function("projector_hidden_act", "gelu")), layer);
            return new ImageFeatures(ModelScope.Add("mm_projector.proj.2", new Dense(text.Config.Size("hidden_size")), layer));
        });
    }

    private static void Require(ModelConfig config, string key, string valid) => ModelConfig.Refuse(
        (config.Text(key) ?? valid) != valid, key, $"{Quoted.Cut(config.Text(key) ?? "")} is not supported; it must be {valid}.");
}
