namespace DeepCalc.Formats.HuggingFace;

/// <summary>Decoders with layer normalisation and a feed-forward network without a gate, from GPT-J to Falcon.</summary>
internal static class EarlyFamilies
{
    private const string Layers = "num_hidden_layers";
    private const string OldLayers = "n_layer";

    public static ModelFamily[] Families { get; } =
    [
        new("bloom", "Bloom", Bloom) { IsTied = true },
        new("codegen", "CodeGen", GptJ),
        new("falcon", "Falcon", Falcon) { IsTied = true },
        new("gpt_bigcode", "GPTBigCode", GptBigCode) { IsTied = true },
        new("gpt_neo", "GPTNeo", GptNeo) { IsTied = true },
        new("gptj", "GPTJ", GptJ),
        new("mpt", "Mpt", Mpt) { IsTied = true, OtherPrefix = "MPT" },
        new("opt", "OPT", Opt) { IsTied = true, PaddingToken = 1 },
    ];

    /// <summary>Layer normalisation before and of the word embeddings, linear biases of the scores (ALiBi), biases.</summary>
    public static Layer Bloom(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string widthKey = config.Has("n_embed") ? "n_embed" : "hidden_size";
        const string Residual = "apply_residual_connection_post_layernorm";
        ModelConfig.Refuse(config.Flag(Residual, false), Residual, "a skip connection from behind a normalisation is not supported; it must be false.");
        var block = new TransformerBlock
        {
            Attention = scope.Unrotated(new MultiHeadAttention { Heads = config.Size(config.Named("n_head", "num_attention_heads")), IsCausal = true }) with { UseLinearBias = true },

            // The class reads no setting for the width.
            FeedForward = new FeedForwardBlock { Hidden = 4 * config.Size(widthKey), Function = ActivationFunction.GeluTanh },
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WidthKey = widthKey,
            LayersKey = config.Named(OldLayers, Layers),
            Entry = words => ModelScope.Add("transformer.word_embeddings_layernorm", block.Normalizer, words),
            WordsName = "transformer.word_embeddings",
            BlocksName = "transformer.h",
            NormName = "transformer.ln_f",
        }.Build();
    }

    /// <summary>
    /// Layer normalisation, rotary positions or linear biases of the scores, one head of keys and values, or groups; attention and feed-forward
    /// network in parallel, unless <c>parallel_attn</c> is false.
    /// </summary>
    public static Layer Falcon(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long width = config.Size("hidden_size");
        long heads = config.Size(config.Named("num_attention_heads", "n_head"));
        bool isNew = config.Flag("new_decoder_architecture", false);
        bool isParallel = config.Flag("parallel_attn", true);
        ModelConfig.Refuse(isNew && !isParallel, "parallel_attn", "with new_decoder_architecture it must be true.");
        long? groups = config.OptionalSize(config.Named("num_kv_heads", "n_head_kv"));
        bool hasOneGroup = config.Flag("multi_query", true);
        long norms = config.OptionalSize("num_ln_in_parallel_attn") ?? 2;
        bool useBias = config.Flag("bias", false);
        var attention = new MultiHeadAttention
        {
            Heads = heads,
            KeyValueHeads = isNew ? groups : hasOneGroup ? 1 : null,
            UseBias = useBias,
            IsCausal = true,
        };
        var block = new TransformerBlock
        {
            Attention = config.Flag("alibi", false) ? scope.Unrotated(attention) with { UseLinearBias = true } : scope.Rotated(attention, width / heads, 1),
            FeedForward = new FeedForwardBlock
            {
                Hidden = config.OptionalSize("ffn_hidden_size") ?? 4 * width,
                Function = config.Function("activation", "gelu"),
                UseBias = useBias,
            },
            IsPreNorm = true,
            IsParallel = isParallel,
            SharesNorm = isParallel && !(isNew && norms == 2),
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            LayersKey = config.Named(Layers, OldLayers),
            WordsName = "transformer.word_embeddings",
            BlocksName = "transformer.h",
            NormName = "transformer.ln_f",
        }.Build();
    }

    /// <summary>As GPT-2, with one head of keys and values, unless <c>multi_query</c> is false.</summary>
    public static Layer GptBigCode(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig.Refuse(config.Flag("add_cross_attention", false), "add_cross_attention", "a decoder with cross-attention is not supported; it must be false.");
        long width = config.Size("n_embd");
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size("n_head"),
                KeyValueHeads = config.Flag("multi_query", true) ? 1 : null,
                IsCausal = true,
                Dropout = config.Number("attn_pdrop") ?? 0.1,
                Scale = config.Flag("scale_attn_weights", true) ? null : 1,
            },
            FeedForward = new FeedForwardBlock
            {
                Hidden = config.OptionalSize("n_inner") ?? 4 * width,
                Function = config.Function("activation_function", "gelu_pytorch_tanh"),
            },
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WidthKey = "n_embd",
            LayersKey = OldLayers,
            Positions = config.Size("n_positions"),
            PositionsName = "transformer.wpe",
            WordsName = "transformer.wte",
            BlocksName = "transformer.h",
            NormName = "transformer.ln_f",
        }.Build();
    }

    /// <summary>
    /// Layer normalisation before, learned positions, attention to all positions and to a window in turn, without division of the scores.
    /// </summary>
    public static Layer GptNeo(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string layersKey = config.Named("num_layers", Layers);
        IReadOnlyList<string> kinds = config.Repeated("attention_types", config.Layers(layersKey), "global", "local") ?? ["global", "local"];
        var attention = new MultiHeadAttention
        {
            Heads = config.Size(config.Named("num_heads", "num_attention_heads")),
            UseBias = false,
            UseOutputBias = true,
            IsCausal = true,
            Scale = 1,
        };
        attention = scope.Unrotated(attention);
        MultiHeadAttention local = attention with { Window = config.OptionalSize("window_size") ?? 256 };
        return new DecoderModel(scope, Block)
        {
            LayersKey = layersKey,
            Positions = config.Size("max_position_embeddings"),
            PositionsName = "transformer.wpe",
            WordsName = "transformer.wte",
            BlocksName = "transformer.h",
            NormName = "transformer.ln_f",
        }.Build();

        TransformerBlock Block(long layer) => new()
        {
            Attention = kinds[(int)(layer % kinds.Count)] == "local" ? local : attention,
            FeedForward = new FeedForwardBlock
            {
                Hidden = config.OptionalSize("intermediate_size") ?? 4 * config.Size("hidden_size"),
                Function = config.Function("activation_function", "gelu_new"),
            },
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
    }

    /// <summary>
    /// One layer normalisation a block, rotary positions on part of each head, biases but for attention; attention and feed-forward network in
    /// parallel.
    /// </summary>
    public static Layer GptJ(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long width = config.Size("n_embd");
        long heads = config.Size("n_head");
        var attention = new MultiHeadAttention { Heads = heads, UseBias = false, IsCausal = true };
        long rotated = config.HasKey("rotary_dim") ? config.OptionalSize("rotary_dim") ?? width / heads : 64;
        var block = new TransformerBlock
        {
            Attention = scope.Rotated(attention, width / heads, 1) with
            {
                RotaryWidth = rotated < width / heads ? rotated : null,
                Dropout = config.Number("attn_pdrop") ?? 0,
            },
            FeedForward = new FeedForwardBlock
            {
                Hidden = config.OptionalSize("n_inner") ?? 4 * width,
                Function = config.Function("activation_function", "gelu_new"),
            },
            IsPreNorm = true,
            IsParallel = true,
            SharesNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WidthKey = "n_embd",
            LayersKey = OldLayers,
            HasHeadBias = true,
            WordsName = "transformer.wte",
            BlocksName = "transformer.h",
            NormName = "transformer.ln_f",
        }.Build();
    }

    /// <summary>Layer normalisation before without offsets, linear biases of the scores (ALiBi), no biases.</summary>
    public static Layer Mpt(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig? own = config.Has("attn_config") ? config.Inner("attn_config", config.ModelType) : null;
        Require((own?.Text("attn_type") ?? "multihead_attention") == "multihead_attention", "attn_type", "multihead_attention");
        Require(own?.Flag("alibi", true) ?? true, "alibi", "true");
        Require(!(own?.Flag("qk_ln", false) ?? false), "qk_ln", "false");
        Require(!(own?.Flag("prefix_lm", false) ?? false), "prefix_lm", "false");
        Require(config.Flag("no_bias", true), "no_bias", "true");
        Require((config.Number("expansion_ratio") ?? 4) == 4, "expansion_ratio", "4");
        long width = config.Size("d_model");
        var attention = new MultiHeadAttention
        {
            Heads = config.Size("n_heads"),
            UseBias = false,
            IsCausal = true,
            Dropout = own?.Number("attn_pdrop") ?? 0,
            Scale = own?.Number("softmax_scale"),
            ProjectionLimit = own?.Number("clip_qkv"),
        };
        var block = new TransformerBlock
        {
            Attention = attention with { UseLinearBias = true },
            FeedForward = new FeedForwardBlock { Hidden = 4 * width, Function = ActivationFunction.Gelu, UseBias = false },
            IsPreNorm = true,
            UseNormCenter = false,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WidthKey = "d_model",
            LayersKey = "n_layers",
            WordsName = "transformer.wte",
            BlocksName = "transformer.blocks",
            NormName = "transformer.norm_f",
        }.Build();

        static void Require(bool isSo, string key, string valid) =>
            ModelConfig.Refuse(!isSo, key, $"the class of transformers has no other networks; it must be {valid}.");
    }

    /// <summary>
    /// Layer normalisation before, or after (<c>do_layer_norm_before</c>), learned positions, biases; word embeddings can have a width of their
    /// own.
    /// </summary>
    public static Layer Opt(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long width = config.Size("hidden_size");
        string wordsKey = config.Has("word_embed_proj_dim") ? "word_embed_proj_dim" : "hidden_size";
        bool isProjected = config.Size(wordsKey) != width;
        bool useBias = config.Flag("enable_bias", true);
        bool useScale = config.Flag("layer_norm_elementwise_affine", true);
        bool isPreNorm = config.Flag("do_layer_norm_before", true);
        bool hasNorm = isPreNorm && !config.Flag("_remove_final_layer_norm", false);
        var attention = new MultiHeadAttention { Heads = config.Size("num_attention_heads"), UseBias = useBias, IsCausal = true };
        var block = new TransformerBlock
        {
            Attention = scope.Unrotated(attention),
            FeedForward = new FeedForwardBlock
            {
                Hidden = config.Size("ffn_dim"),
                Function = config.Function("activation_function", "relu"),
                UseBias = useBias,
            },
            IsPreNorm = isPreNorm,
            UseNormScale = useScale,
            UseNormCenter = useScale,
        };
        return new DecoderModel(scope, null, (layer, _, inner) => block.On(layer, null, inner))
        {
            WidthKey = wordsKey,
            Entry = words => isProjected ? ModelScope.Add("model.decoder.project_in", new Dense(width, UseBias: false), words) : words,

            // The first two vectors are for positions of padding.
            Positions = config.Size("max_position_embeddings") + 2,
            PositionsName = "model.decoder.embed_positions",
            Exit = layer =>
            {
                layer = hasNorm ? ModelScope.Add("model.decoder.final_layer_norm", block.Normalizer, layer) : layer;
                return isProjected ? ModelScope.Add("model.decoder.project_out", new Dense(config.Size(wordsKey), UseBias: false), layer) : layer;
            },
            WordsName = "model.decoder.embed_tokens",
            BlocksName = "model.decoder.layers",
        }.Build();
    }
}
