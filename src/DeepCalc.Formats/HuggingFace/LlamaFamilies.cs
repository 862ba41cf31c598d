namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Llama and its relatives: RMS normalisation before, rotary positions, grouped queries, a gated feed-forward network, no biases.
/// </summary>
internal static class LlamaFamilies
{
    /// <summary>RMS normalisation before, rotary positions, grouped queries, a gated feed-forward network, no biases.</summary>
    public static Layer Llama(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = Attention(config) with { UseBias = config.Flag("attention_bias", false) };
        FeedForwardBlock network = Network(config) with { UseBias = config.Flag("mlp_bias", false) };
        return Model(scope, attention, _ => network);
    }

    /// <summary>As Llama; 8 heads of keys and values by default.</summary>
    public static Layer Mistral(ModelScope scope) =>
        Model(scope, Attention(scope.Config, keyValueHeads: 8));

    /// <summary>As Llama, with experts.</summary>
    public static Layer Mixtral(ModelScope scope)
    {
        FeedForwardBlock experts = Network(scope.Config) with
        {
            Experts = NumberOfExperts(scope.Config),
            ActiveExperts = scope.Config.Size("num_experts_per_tok"),
            NormalizesShares = true,
        };
        return Model(scope, Attention(scope.Config, keyValueHeads: 8), _ => experts);
    }

    // The text networks of multimodal models have other defaults for key and value heads.
    /// <summary>As Llama, with biases of queries, keys and values.</summary>
    public static Layer Qwen2(ModelScope scope)
    {
        long keyValueHeads = scope.Config.ModelType switch
        {
            "qwen2_vl_text" or "qwen2_5_vl_text" => 8,
            "qwen2_5_omni_text" => 4,
            _ => 32,
        };
        return Model(scope, WithInputBias(scope.Config, keyValueHeads));
    }

    /// <summary>
    /// As Qwen 2, with experts and a shared, gated expert, in every <c>decoder_sparse_step</c>-th block except those in <c>mlp_only_layers</c>.
    /// </summary>
    public static Layer Qwen2Moe(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = config.Flag("qkv_bias", true) ? WithInputBias(config, 16) : Attention(config, keyValueHeads: 16);
        FeedForwardBlock experts = Experts(config) with { SharedHidden = config.Size("shared_expert_intermediate_size"), GatesShared = true };
        return Model(scope, attention, SomeWithExperts(config, experts));
    }

    /// <summary>As Llama, with normalised queries and keys.</summary>
    public static Layer Qwen3(ModelScope scope) =>
        Model(scope, WithNormalizedHeads(scope.Config, 32, headWidth: 128));

    /// <summary>As Qwen 3, with experts in every <c>decoder_sparse_step</c>-th block except those in <c>mlp_only_layers</c>.</summary>
    public static Layer Qwen3Moe(ModelScope scope) =>
        Model(scope, WithNormalizedHeads(scope.Config, 4, headWidth: null), SomeWithExperts(scope.Config, Experts(scope.Config)));

    // Its projections are merged into one matrix each, with the same number of weights.
    /// <summary>As Llama.</summary>
    public static Layer Phi3(ModelScope scope) => Model(scope, Attention(scope.Config));

    /// <summary>Causal attention with rotary positions and no biases.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="rotaryShare">The default for the rotary share of a head, from 0 to 1.</param>
    /// <param name="keyValueHeads">The default number of key and value heads; null for the number of query heads. A null in the file means
    /// that number in all families.</param>
    /// <param name="headWidth">The default head width, or null for the model width divided by the heads.</param>
    public static MultiHeadAttention Attention(ModelConfig config, double rotaryShare = 1, long? keyValueHeads = null, long? headWidth = null)
    {
        long heads = config.Size("num_attention_heads");
        long width = config.Size("hidden_size");
        long? keyWidth = config.OptionalSize("head_dim") ?? headWidth;
        var attention = new MultiHeadAttention
        {
            Heads = heads,
            KeyValueHeads = config.HasKey("num_key_value_heads") ? config.OptionalSize("num_key_value_heads") : keyValueHeads,
            KeyWidth = keyWidth,
            UseBias = false,
            IsCausal = true,
            UseRotary = true,
        };
        return WithRotaryShare(WithSettings(config, attention), keyWidth ?? width / heads, config.Share("partial_rotary_factor") ?? rotaryShare);
    }

    /// <summary>The attention with the settings that all families share: dropout, and the base and scaling of rotary positions.</summary>
    public static MultiHeadAttention WithSettings(ModelConfig config, MultiHeadAttention attention) => attention with
    {
        Dropout = config.Number("attention_dropout") ?? 0,
        RotaryBase = config.Number("rope_theta") ?? config.Number("rotary_emb_base") ?? config.ModelType switch
        {
            "mixtral" or "gemma3_text" or "qwen2_vl_text" or "qwen2_5_vl_text" or "qwen2_5_omni_text" => 1e6,
            "qwen3_vl_text" => 5e6,
            _ => PositionEmbedding.UsualBase,
        },
        RotaryScaling = config.RotaryScaling,
    };

    /// <summary>The number of positions that a query of a layer with a window sees, or null for all.</summary>
    public static long? Window(ModelConfig config, long? usual) => config.HasKey("sliding_window") ? config.OptionalSize("sliding_window") : usual;

    // Qwen has windows only if it is told to, and not in all layers.
    private static bool IsLocal(ModelConfig config, long layer)
    {
        if (config.ModelType is "mistral" or "mixtral" or "phi3" || config.ModelType.StartsWith("qwen", StringComparison.Ordinal) && config.Flag("use_sliding_window", false))
        {
            long most = config.OptionalSize("max_window_layers") ?? 28;
            return config.IsLocal(layer) ?? config.ModelType switch
            {
                "mistral" or "mixtral" or "phi3" or "qwen3_moe" => true,
                "qwen2_moe" => layer % 2 == 0 && layer < most,
                _ => layer >= most,
            };
        }

        return false;
    }

    /// <summary>The block with a given rotary share of a head.</summary>
    public static MultiHeadAttention WithRotaryShare(MultiHeadAttention attention, long headWidth, double share)
    {
        long turned = (long)(headWidth * share);
        return attention with { UseRotary = turned > 0, RotaryWidth = turned > 0 && turned < headWidth ? turned : null };
    }

    private static MultiHeadAttention WithInputBias(ModelConfig config, long keyValueHeads) =>
        Attention(config, keyValueHeads: keyValueHeads) with { UseBias = true, UseOutputBias = false };

    private static MultiHeadAttention WithNormalizedHeads(ModelConfig config, long keyValueHeads, long? headWidth) => Attention(config, keyValueHeads: keyValueHeads, headWidth: headWidth) with
    {
        UseBias = config.Flag("attention_bias", false),
        HeadNormalization = NormalizationKind.Rms,
        HeadEpsilon = Epsilon(config),
    };

    private static FeedForwardBlock Network(ModelConfig config) => config.Network("silu", isGated: true);

    private static FeedForwardBlock Experts(ModelConfig config) => Network(config) with
    {
        Hidden = config.Size("moe_intermediate_size"),
        Experts = NumberOfExperts(config),
        ActiveExperts = config.Size("num_experts_per_tok"),
        NormalizesShares = config.Flag("norm_topk_prob", false),
    };

    // The key has two names over time, and transformers accepts both.
    private static long NumberOfExperts(ModelConfig config) =>
        config.OptionalSize("num_experts") ?? config.OptionalSize("num_local_experts") ?? config.Size(config.ModelType == "mixtral" ? "num_local_experts" : "num_experts");

    // Every n-th layer has experts, unless the file lists it among those without.
    private static Func<long, FeedForwardBlock?> SomeWithExperts(ModelConfig config, FeedForwardBlock experts)
    {
        IReadOnlySet<long> without = config.Numbers("mlp_only_layers");
        long step = config.OptionalSize("decoder_sparse_step") ?? 1;
        return layer => !without.Contains(layer) && (layer + 1) % step == 0 ? experts : null;
    }

    private static Layer Model(ModelScope scope, MultiHeadAttention attention, Func<long, FeedForwardBlock?>? networkOf = null)
    {
        ModelConfig config = scope.Config;
        FeedForwardBlock network = Network(config);
        MultiHeadAttention local = attention with { Window = Window(config, config.ModelType is "mixtral" or "phi3" ? null : 4096) };
        long? padding = config.PaddingToken(config.ModelType == "phi3" ? 32_000 : null);
        return new DecoderModel(scope, isTied: false, Block) { PaddingToken = padding }.Build();

        TransformerBlock Block(long layer) => new()
        {
            Attention = IsLocal(config, layer) ? local : attention,
            FeedForward = networkOf?.Invoke(layer) ?? network,
            Normalization = NormalizationKind.Rms,
            IsPreNorm = true,
            Epsilon = Epsilon(config),
        };
    }

    private static double? Epsilon(ModelConfig config) => config.Epsilon("rms_norm_eps", config.ModelType is "mixtral" or "phi3" or "qwen2_vl_text" or "qwen2_5_vl_text" ? 1e-5 : 1e-6);
}
