namespace DeepCalc.Formats.HuggingFace;

/// <summary>MiMo: as Qwen 2; and MiMo-V2, whose blocks with a window have other heads.</summary>
internal static class MiMoFamilies
{
    private const string Local = "sliding_attention";

    public static ModelFamily[] Families { get; } =
    [
        new("mimo", "MiMo", MiMo) { KeyValueHeads = 32, Window = 4096 },
        new("mimo_v2_flash", "MiMoV2Flash", MiMoV2) { KeyValueHeads = 4, HeadWidth = 192, RotaryShare = 0.334, RotaryBase = 5e6, Window = 128, Epsilon = 1e-5 },
    ];

    /// <summary>As Qwen 2.</summary>
    public static Layer MiMo(ModelScope scope)
    {
        // The class has the biases of Qwen 2, whatever the file says.
        scope.Config.Ignore("attention_bias");
        return QwenFamilies.Qwen2(scope);
    }

    /// <summary>
    /// As Llama, with narrower values, which have a factor; most blocks have a window, sinks and more heads of keys and values; experts as in
    /// DeepSeek-V3 without shared ones, but in the first block.
    /// </summary>
    public static Layer MiMoV2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = scope.Attention();
        attention = attention with
        {
            ValueWidth = config.Size("v_head_dim"),
            UseBias = config.Flag("attention_bias", false),
            UseOutputBias = false,
            ValueScale = config.OrOff("attention_value_scale", 0.707),
            UseSinkLogit = config.Flag("add_full_attention_sink_bias", false),
        };
        long localHeads = config.OptionalSize("swa_num_attention_heads") ?? attention.Heads;
        MultiHeadAttention local = attention with
        {
            Heads = localHeads,
            KeyValueHeads = config.OptionalSize("swa_num_key_value_heads") ?? (2 * (attention.KeyValueHeads ?? localHeads)),
            KeyWidth = config.OptionalSize("swa_head_dim") ?? attention.KeyWidth,
            ValueWidth = config.OptionalSize("swa_v_head_dim") ?? attention.ValueWidth,
            Window = scope.Window,
            UseSinkLogit = config.Flag("add_swa_attention_sink_bias", true),
            RotaryBase = config.Number("swa_rope_theta") ?? config.LocalBase ?? PositionEmbedding.UsualBase,
        };

        // The width of a window has two names; the class reads no chunks.
        config.Ignore("attention_chunk_size");
        IReadOnlyList<string>? kinds = config.Kinds("layer_types", Local, "full_attention");
        IReadOnlyList<long>? pattern = config.PerLayer("hybrid_layer_pattern");
        IReadOnlyList<long>? hasExperts = config.PerLayer("moe_layer_freq");
        Func<long, bool> isDense = scope.IsDense(1);
        FeedForwardBlock experts = scope.BalancedExperts(shared: 0);
        FeedForwardBlock? network = null;
        double? epsilon = config.Epsilon(config.Named("rms_norm_eps", "layernorm_epsilon"), scope.Family.Epsilon);
        return scope.Decoder(layer => scope.RmsBlock(IsLocal(layer) ? local : attention, IsDense(layer) ? network ??= scope.Network() : experts) with { Epsilon = epsilon });

        bool IsLocal(long layer) => kinds is not null ? kinds[(int)layer] == Local
            : pattern is not null ? pattern[(int)layer] != 0
            : layer != 0 && (layer + 1) % 6 != 0;

        bool IsDense(long layer) => hasExperts is null ? isDense(layer) : hasExperts[(int)layer] == 0;
    }
}
