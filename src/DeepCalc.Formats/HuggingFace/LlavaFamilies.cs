namespace DeepCalc.Formats.HuggingFace;

/// <summary>LLaVA and its relatives: a text network and a network of images of other families, and a projector between them.</summary>
internal static class LlavaFamilies
{
    private const string FeatureKey = "vision_feature_layer";
    private const string StrategyKey = "vision_feature_select_strategy";

    public static ModelFamily[] Families { get; } =
    [
        new("llava", "Llava", Llava) { HasParts = true },
        new("mistral3", "Mistral3", Mistral3) { HasParts = true },
        new("gemma3", "Gemma3", Gemma3) { HasParts = true },
    ];

    /// <summary>A network of images, two projections, and a text network, each of a family of its own.</summary>
    public static Layer Llava(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelScope text = scope.Inner("text_config", "llama");
        return VisionLanguageModel.Of(scope, text, () =>
        {
            (_, ImageTower tower) = ImageTower.Of(scope, ClipFamilies.Vision, Feature(config, -2));
            string strategy = config.Text(StrategyKey) ?? "default";
            ModelConfig.Refuse(strategy is not ("default" or "full"), StrategyKey, $"{Quoted.Cut(strategy)} is not supported; valid are default and full.");
            Layer layer = strategy == "full" ? tower.Positions : ModelScope.Add("patches", new Slice(0, 1), tower.Positions);
            return new ImageFeatures(Projected(scope, text, layer, hasBias: true)) { Unused = tower.Unused };
        });
    }

    /// <summary>As LLaVA with Pixtral, whose patches are normalised and joined in groups before the projections.</summary>
    public static Layer Mistral3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelScope text = scope.Inner("text_config", "mistral");
        return VisionLanguageModel.Of(scope, text, () =>
        {
            (ModelScope vision, ImageTower tower) = ImageTower.Of(scope, PixtralFamilies.Vision, Feature(config, -1));
            long merged = config.OptionalSize("spatial_merge_size") ?? 2;
            Layer layer = ModelScope.Add("multi_modal_projector.norm", new Normalization(NormalizationKind.Rms, UseCenter: false) { Epsilon = text.RmsEpsilon() }, tower.Positions);
            layer = VisionParts.Joined(layer, "multi_modal_projector.patch_merger", merged * merged);
            layer = ModelScope.Add("multi_modal_projector.patch_merger.merging_layer", new Dense(vision.Config.Size("hidden_size"), UseBias: false), layer);
            return new ImageFeatures(Projected(scope, text, layer, hasBias: false)) { Unused = tower.Unused };
        });
    }

    /// <summary>SigLIP, an average of the patches to fewer, a normalisation and a projection, and the text network of Gemma 3.</summary>
    public static Layer Gemma3(ModelScope scope)
    {
        ModelScope text = scope.Inner("text_config", "gemma3_text");
        return VisionLanguageModel.Of(scope, text, () =>
        {
            (ModelScope vision, ImageTower tower) = ImageTower.Of(scope, SiglipFamilies.Vision, -1);
            ModelConfig settings = vision.Config;
            long side = settings.Size("image_size") / settings.Size("patch_size");
            long tokens = scope.Config.OptionalSize("mm_tokens_per_image") ?? 256;
            long kernel = side / (long)Math.Sqrt(tokens);
            DeepCalcException.ThrowIf(
                kernel < 1 || (side / kernel) * (side / kernel) != tokens, ErrorCode.InvalidSetting,
                $"mm_tokens_per_image is {tokens}; it must be the square of a number that divides the {side} patches of a side.");
            long width = settings.Size("hidden_size");
            Layer layer = ModelScope.Add("multi_modal_projector/features", new Permute(new AxisValues(1, 0), Layout.ChannelsFirst), tower.Output);
            layer = ModelScope.Add("multi_modal_projector/map", new Reshape(new AxisValues(width, side, side)), layer);
            layer = ModelScope.Add("multi_modal_projector.avg_pool", new Pooling(PoolKind.Average, new WindowSettings { Kernel = kernel, Stride = kernel }), layer);
            layer = ModelScope.Add("multi_modal_projector/rows", new Reshape(new AxisValues(width, tokens)), layer);
            layer = ModelScope.Add("multi_modal_projector/tokens", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), layer);
            var norm = new Normalization(NormalizationKind.Rms, UseCenter: false) { ScalesAroundOne = true, Epsilon = settings.Epsilon("layer_norm_eps", 1e-6) };
            layer = ModelScope.Add("multi_modal_projector.mm_soft_emb_norm", norm, layer);
            layer = ModelScope.Add("multi_modal_projector.mm_input_projection", new Dense(text.Config.Size("hidden_size"), UseBias: false), layer);
            return new ImageFeatures(layer) { Unused = tower.Pooled };
        });
    }

    private static long Feature(ModelConfig config, long otherwise) => config.Number(FeatureKey) is not { } layer ? otherwise
        : layer == Math.Truncate(layer) ? (long)layer
        : throw new DeepCalcException(ErrorCode.InvalidSetting, $"{FeatureKey} must be the number of one layer, such as -2.");

    private static Layer Projected(ModelScope scope, ModelScope text, Layer layer, bool hasBias)
    {
        ModelConfig config = scope.Config;
        hasBias = config.Flag("multimodal_projector_bias", hasBias);
        long width = text.Config.Size("hidden_size");
        layer = ModelScope.Add("multi_modal_projector.linear_1", new Dense(width, hasBias), layer);
        layer = ModelScope.Add("multi_modal_projector.act", new Activation(config.Function("projector_hidden_act", "gelu")), layer);
        return ModelScope.Add("multi_modal_projector.linear_2", new Dense(width, hasBias), layer);
    }
}
