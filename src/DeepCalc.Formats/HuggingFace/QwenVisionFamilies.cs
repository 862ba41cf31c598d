namespace DeepCalc.Formats.HuggingFace;

/// <summary>The vision-language networks of Qwen, whose images have the number of patches P.</summary>
internal static class QwenVisionFamilies
{
    private const string Patches = "P";
    private const string TextKey = "text_config";
    private const double Epsilon = 1e-6;

    // Blocks with attention to all patches; the others attend within windows.
    private static readonly long[] UsualFullBlocks = [7, 15, 23, 31];
    private static readonly long[] UsualDeepBlocks = [8, 16, 24];

    public static ModelFamily[] Families { get; } =
    [
        new("qwen2_vl", "Qwen2VL", Qwen2Vl) { HasParts = true },
        new("qwen2_5_vl", "Qwen2_5_VL", Qwen25Vl) { HasParts = true },
        new("qwen3_vl", "Qwen3VL", Qwen3Vl) { HasParts = true },
        new("qwen3_vl_moe", "Qwen3VLMoe", Qwen3Vl) { HasParts = true },
    ];

    /// <summary>
    /// Patches of an image of any size, layer normalisation before, rotary positions; four patches are joined to a vector of the text network,
    /// which is as Qwen 2.
    /// </summary>
    public static Layer Qwen2Vl(ModelScope scope) => VisionLanguageModel.Of(scope, Text(scope, "qwen2_vl_text"), () =>
    {
        ModelConfig config = scope.Config.Inner(ImageTower.Key, scope.Family.ModelType);
        long width = config.OptionalSize("embed_dim") ?? 1280;
        TransformerBlock block = Block(config, new FeedForwardBlock
        {
            Hidden = (long)(width * (config.Number("mlp_ratio") ?? 4)),
            Function = config.Function("hidden_act", "quick_gelu"),
        });
        Layer layer = Embedded(scope, config, width, hasBias: false);
        layer = scope.Blocks(layer, "visual.blocks", config.Layers("depth"), _ => block);
        return new ImageFeatures(Merged(config, block.Normalizer, layer, config.OptionalSize("hidden_size") ?? 3584, ("ln_q", "mlp.0", "mlp.2")));
    });

    /// <summary>As Qwen2-VL, with RMS normalisation, a gated feed-forward network, and attention within windows in most vision blocks.</summary>
    public static Layer Qwen25Vl(ModelScope scope) => VisionLanguageModel.Of(scope, Text(scope, "qwen2_5_vl_text"), () =>
    {
        ModelConfig config = scope.Config.Inner(ImageTower.Key, scope.Family.ModelType);
        long width = config.Size("hidden_size");
        FeedForwardBlock network = config.Network("silu", isGated: true) with { UseBias = true };
        TransformerBlock block = Block(config, network) with { Normalization = NormalizationKind.Rms };
        IReadOnlySet<long> full = config.Has("fullatt_block_indexes") ? config.Numbers("fullatt_block_indexes") : UsualFullBlocks.ToHashSet();
        long side = (config.OptionalSize("window_size") ?? 112) / Merge(config) / PatchSize(config) * Merge(config);
        long window = side * side;
        Layer layer = Embedded(scope, config, width, hasBias: false);
        RequireWindows(layer, window);
        var sequence = new Reshape(new AxisValues(-1, width));
        var windows = new Reshape(new AxisValues(-1, window, width));
        layer = scope.Blocks(layer, "visual.blocks", config.Layers("depth"), (input, number, inner) =>
            block.On(Shaped(input, full.Contains(number), inner), null, inner));
        return new ImageFeatures(Merged(config, block.Normalizer, Shaped(layer, true, new BlockScope("visual.merger")), config.OptionalSize("out_hidden_size") ?? 3584, ("ln_q", "mlp.0", "mlp.2")));

        Layer Shaped(Layer input, bool isSequence, BlockScope inner) => input.OutputShape.Rank == (isSequence ? 2 : 3) ? input
            : inner.Add(isSequence ? "sequence" : "windows", isSequence ? sequence : windows, input);
    });

    /// <summary>
    /// As Qwen2-VL, with learned positions that are resized to the image; the features of further vision blocks are added behind the first blocks
    /// of the text network, which is as Qwen 3.
    /// </summary>
    public static Layer Qwen3Vl(ModelScope scope) => VisionLanguageModel.Of(scope, Text(scope, scope.Family.ModelType + "_text"), () =>
    {
        ModelConfig config = scope.Config.Inner(ImageTower.Key, scope.Family.ModelType);
        TransformerBlock block = Block(config, config.Network("gelu_pytorch_tanh"));
        long blocks = config.Layers("depth");
        long output = config.Size("out_hidden_size");
        long[] deep = config.Has("deepstack_visual_indexes") ? [.. config.Numbers("deepstack_visual_indexes").Order()] : UsualDeepBlocks;
        Layer layer = Embedded(scope, config, config.Size("hidden_size"), hasBias: true);
        layer = ModelScope.Add(
            "visual.pos_embed", new PositionEmbedding(Length: config.OptionalSize("num_position_embeddings") ?? 2304) { Resizing = Interpolation.Linear }, layer);
        var features = new List<Layer>();
        layer = (scope with { BehindBlock = Caught }).Blocks(layer, "visual.blocks", blocks, _ => block);
        return new ImageFeatures(Merged(config, block.Normalizer, layer, output, ("norm", "linear_fc1", "linear_fc2"))) { Deep = features };

        Layer Caught(Layer layer, long number)
        {
            if (deep.Contains(number))
            {
                features.Add(DeepMerged(FormattableString.Invariant($"visual.deepstack_merger_list.{features.Count}"), layer));
            }

            return layer;
        }

        // Joined first, and normalised then.
        Layer DeepMerged(string name, Layer layer) =>
            Projected(ModelScope.Add(name + ".norm", block.Normalizer, VisionParts.Joined(layer, name, Merge(config) * Merge(config))), name, output, ("linear_fc1", "linear_fc2"));
    });

    // An older file has the settings of the text network beside vision_config.
    private static ModelScope Text(ModelScope scope, string modelType) =>
        scope.Config.Has(TextKey) ? scope.Inner(TextKey, modelType) : scope with { Family = ModelFamily.Find(modelType)! };

    private static long PatchSize(ModelConfig config) => config.OptionalSize("patch_size") ?? 14;

    private static long Merge(ModelConfig config) => config.OptionalSize("spatial_merge_size") ?? 2;

    // The convolution over a patch sees all of it, so that it is a matrix.
    private static Layer Embedded(ModelScope scope, ModelConfig config, long width, bool hasBias)
    {
        long channels = config.OptionalSize("in_channels") ?? 3;
        long patch = PatchSize(config);
        long values = channels * (config.OptionalSize("temporal_patch_size") ?? 2) * patch * patch;
        Layer layer = scope.Input("pixel_values", new TensorShape(scope.Open(Patches), values));
        return ModelScope.Add("visual.patch_embed.proj", new Dense(width, hasBias), layer);
    }

    private static TransformerBlock Block(ModelConfig config, FeedForwardBlock network) => new()
    {
        Attention = new MultiHeadAttention { Heads = config.Size("num_heads"), UseRotary = true },
        FeedForward = network,
        IsPreNorm = true,
        Epsilon = Epsilon,
    };

    private static Layer Merged(ModelConfig config, Normalization norm, Layer layer, long output, (string Norm, string First, string Second) names)
    {
        const string Name = "visual.merger";
        layer = ModelScope.Add($"{Name}.{names.Norm}", norm, layer);
        return Projected(VisionParts.Joined(layer, Name, Merge(config) * Merge(config)), Name, output, (names.First, names.Second));
    }

    private static Layer Projected(Layer layer, string name, long output, (string First, string Second) names)
    {
        layer = ModelScope.Add($"{name}.{names.First}", new Dense(layer.OutputShape.Last.Value), layer);
        layer = ModelScope.Add($"{name}.activation", new Activation(ActivationFunction.Gelu), layer);
        return ModelScope.Add($"{name}.{names.Second}", new Dense(output), layer);
    }

    private static void RequireWindows(Layer layer, long window) => DeepCalcException.ThrowIf(
        layer.OutputShape[0].KnownValue % window > 0, ErrorCode.InvalidSize,
        $"{Patches} is {layer.OutputShape[0]}, the number of patches of the image; it must be a multiple of {window}, so that the image has whole windows.");
}
