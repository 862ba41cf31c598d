namespace DeepCalc.Formats.HuggingFace;

/// <summary>Vision transformers on images of the size in the file: ViT, DeiT, BEiT, DINO and YOLOS.</summary>
internal static class VisionFamilies
{
    private const string Model = VisionParts.Model;
    private const string Classes = VisionParts.Classes;
    private const string WithTeacher = "ForImageClassificationWithTeacher";
    private const string Objects = "ForObjectDetection";
    private const string AttentionDropout = "attention_probs_dropout_prob";

    public static ModelFamily[] Families { get; } =
    [
        new("vit", "ViT", VisionTransformer),
        new("deit", "DeiT", Deit),
        new("beit", "Beit", Beit),
        new("dinov2", "Dinov2", Dinov2),
        new("dinov2_with_registers", "Dinov2WithRegisters", Dinov2WithRegisters),
        new("dinov3_vit", "DINOv3ViT", Dinov3),
        new("yolos", "Yolos", Yolos),
    ];

    /// <summary>Patches with a class token, layer normalisation before.</summary>
    public static Layer VisionTransformer(ModelScope scope)
    {
        string head = scope.Head(Model, Model, Classes);
        TransformerBlock block = Block(scope);
        Layer layer = Encoded(scope, block, Positioned(Tokens(scope, 1)));
        return head == Classes ? Classified(scope, layer, "classifier", "classifier", 0) : Pooled(scope, layer);
    }

    /// <summary>As ViT, with a second token, which learns from a teacher.</summary>
    public static Layer Deit(ModelScope scope)
    {
        string head = scope.Head(Model, Model, Classes, WithTeacher);
        Layer layer = Encoded(scope, Block(scope), Positioned(Tokens(scope, 2)));
        if (head != WithTeacher)
        {
            return head == Classes ? Classified(scope, layer, "classifier", "classifier", 0) : Pooled(scope, layer);
        }

        Layer classes = Classified(scope, layer, "cls_classifier", "cls_classifier", 0);
        Layer distilled = Classified(scope, layer, "distillation_classifier", "distillation_classifier", 1);
        return ModelScope.Add("logits", new Merge(MergeKind.Average), classes, distilled);
    }

    /// <summary>
    /// As ViT, with keys without biases, learned factors of the branches and biases of relative positions in each block; the mean of the patches
    /// is classified.
    /// </summary>
    public static Layer Beit(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(Model, Model, Classes);
        Layer layer = Tokens(scope, 1, hasMask: config.Flag("use_mask_token", false));
        layer = config.Flag("use_absolute_position_embeddings", false) ? Positioned(layer) : layer;
        bool isShared = config.Flag("use_shared_relative_position_bias", false);
        bool hasOwn = config.Flag("use_relative_position_bias", false);
        ModelConfig.Refuse(isShared && hasOwn, "use_shared_relative_position_bias", "biases of relative positions are either shared or each block's own; one setting must be false.");
        AxisValues image = config.Sizes("image_size");
        AxisValues patch = config.Sizes("patch_size");
        long relative = (((2 * (image.Values[0] / patch.Values[0])) - 1) * ((2 * (image.Values[^1] / patch.Values[^1])) - 1)) + 3;
        TransformerBlock block = Block(scope) with { UseLayerScale = (config.Number("layer_scale_init_value") ?? 0.1) > 0 };
        var attention = (MultiHeadAttention)block.Attention! with { UseBias = true, UseKeyBias = false };
        layer = scope.Blocks(layer, "encoder.layer", config.Layers("num_hidden_layers"), number => block with
        {
            Attention = attention with
            {
                RelativePositions = hasOwn || (isShared && number == 0) ? relative : null,
                AddsToScores = isShared && number > 0,
            },
        });
        bool isMean = config.Flag("use_mean_pooling", true);
        layer = isMean ? layer : ModelScope.Add("layernorm", block.Normalizer, layer);
        Layer pooled = isMean ? ModelScope.Add("pooler.layernorm", block.Normalizer, PatchMean(layer, "pooler", 1)) : ModelScope.Position(layer, "pooler", 0);
        return head == Model ? pooled : ModelScope.Add("classifier", new Dense(config.Labels), pooled);
    }

    /// <summary>As ViT, with learned factors of the branches; the class token and the mean of the patches are classified together.</summary>
    public static Layer Dinov2(ModelScope scope) => Dino(scope, 0);

    /// <summary>As DINOv2, with further tokens.</summary>
    public static Layer Dinov2WithRegisters(ModelScope scope) => Dino(scope, scope.Config.OptionalSize("num_register_tokens") ?? 4);

    /// <summary>As DINOv2 with registers, with rotary positions of the patches and keys without biases.</summary>
    public static Layer Dinov3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        scope.Head(Model, Model);
        long tokens = 1 + config.Count("num_register_tokens", 0);
        bool bias = config.Flag("query_bias", true);
        ModelConfig.Refuse(bias != config.Flag("value_bias", true), "value_bias", "it must be that of query_bias.");
        TransformerBlock block = Block(scope, epsilon: 1e-5, dropout: "attention_dropout") with { UseLayerScale = true };
        block = block with
        {
            Attention = (MultiHeadAttention)block.Attention! with
            {
                UseBias = bias,
                UseKeyBias = config.Flag("key_bias", false),
                UseOutputBias = config.Flag("proj_bias", true),
                UseRotary = true,
                RotaryBase = config.Number("rope_theta") ?? 100,
                UnrotatedPositions = tokens,
            },
            FeedForward = config.Network("gelu", config.Flag("use_gated_mlp", false)) with { UseBias = config.Flag("mlp_bias", true) },
        };
        return Encoded(scope, block, Tokens(scope, tokens, hasMask: true), "layer", "norm");
    }

    /// <summary>As ViT, with a token for each object and positions that blocks add too; classes and boxes of the objects.</summary>
    public static Layer Yolos(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(Model, Model, Objects);
        long objects = config.OptionalSize("num_detection_tokens") ?? 100;
        long blocks = config.Layers("num_hidden_layers");
        bool addsPositions = config.Flag("use_mid_position_embeddings", true);
        ModelScope inner = scope with { BehindBlock = (layer, number) => addsPositions && number < blocks - 1 ? Middle(layer, number) : layer };
        Layer sequence = Encoded(inner, Block(scope), Positioned(Tokens(scope, 1 + objects)));
        if (head == Model)
        {
            return Pooled(scope, sequence);
        }

        // Those behind the class token.
        long width = config.Size("hidden_size");
        Layer found = ModelScope.Add("detection_tokens", new Slice(0, 1, objects + 1), sequence);
        return new Layer(
            new OutputSet(), null, BoxHead.Of(found, "class_labels_classifier", width, config.Labels + 1), BoxHead.Of(found, "bbox_predictor", width, 4));

        static Layer Middle(Layer layer, long number) =>
            ModelScope.Add(FormattableString.Invariant($"encoder.mid_position_embeddings.{number}"), new PositionEmbedding(), layer);
    }

    private static Layer Dino(ModelScope scope, long registers)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(Model, Model, Classes);
        long width = config.Size("hidden_size");
        long hidden = (long)(width * (config.Number("mlp_ratio") ?? 4));
        bool isGated = config.Flag("use_swiglu_ffn", false);
        var network = new FeedForwardBlock
        {
            // The width of a gated network is two thirds, rounded up to a multiple of 8.
            Hidden = isGated ? ((hidden * 2 / 3) + 7) / 8 * 8 : hidden,
            Function = isGated ? ActivationFunction.Silu : config.Function("hidden_act", "gelu"),
            IsGated = isGated,
        };
        TransformerBlock block = Block(scope, epsilon: 1e-6, network: network) with { UseLayerScale = true };
        Layer layer = Positioned(Tokens(scope, 1, hasMask: true));
        layer = registers == 0 ? layer : ModelScope.Add("embeddings.register_tokens", new ClassToken(registers), layer);
        layer = Encoded(scope, block, layer);
        if (head == Model)
        {
            return layer;
        }

        Layer both = ModelScope.Add(
            "classifier/features", new Concatenate(0), ModelScope.Position(layer, "classifier/class", 0), PatchMean(layer, "classifier/patches", 1 + registers));
        return ModelScope.Add("classifier", new Dense(config.Labels), both);
    }

    // The patches of the image behind learned tokens; training puts another learned vector in the place of some patches.
    private static Layer Tokens(ModelScope scope, long count, bool hasMask = false)
    {
        ModelConfig config = scope.Config;
        var patches = new PatchEmbeddingBlock { Patch = config.Sizes("patch_size"), Width = config.Size("hidden_size") };
        Layer layer = patches.On(scope.Image(), new BlockScope("embeddings"));
        layer = hasMask ? ModelScope.Add("embeddings.mask_token", new MaskToken(), layer) : layer;
        return ModelScope.Add("embeddings/class_token", new ClassToken(count), layer);
    }

    private static Layer Positioned(Layer layer) => ModelScope.Add("embeddings/positions", new PositionEmbedding(), layer);

    private static TransformerBlock Block(ModelScope scope, double epsilon = 1e-12, string dropout = AttentionDropout, FeedForwardBlock? network = null)
    {
        ModelConfig config = scope.Config;
        return new TransformerBlock
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size("num_attention_heads"),
                UseBias = config.Flag("qkv_bias", true),
                UseOutputBias = true,
                Dropout = config.Number(dropout) ?? 0,
            },
            FeedForward = network ?? config.Network("gelu"),
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_eps", epsilon),
        };
    }

    private static Layer Encoded(ModelScope scope, TransformerBlock block, Layer layer, string blocks = "encoder.layer", string norm = "layernorm")
    {
        layer = scope.Blocks(layer, blocks, scope.Config.Layers("num_hidden_layers"), _ => block);
        return ModelScope.Add(norm, block.Normalizer, layer);
    }

    private static Layer Pooled(ModelScope scope, Layer layer)
    {
        ModelConfig config = scope.Config;
        layer = ModelScope.Add("pooler.dense", new Dense(config.OptionalSize("pooler_output_size") ?? config.Size("hidden_size")), ModelScope.Position(layer, "pooler", 0));
        return ModelScope.Add("pooler.activation", new Activation(config.Function("pooler_act", "tanh")), layer);
    }

    private static Layer Classified(ModelScope scope, Layer layer, string name, string prefix, int position)
    {
        layer = ModelScope.Add(prefix + "/position", new Slice(0, position, position + 1), layer);
        return ModelScope.Add(name, new Dense(scope.Config.Labels), ModelScope.Add(prefix + "/vector", new Flatten(), layer));
    }

    private static Layer PatchMean(Layer layer, string name, long tokens) =>
        ModelScope.Add(name + "/mean", new Reduction(ReductionKind.Mean, new AxisValues(0)), ModelScope.Add(name + "/patches", new Slice(0, tokens), layer));
}
