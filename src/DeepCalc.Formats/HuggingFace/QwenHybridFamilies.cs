namespace DeepCalc.Formats.HuggingFace;

/// <summary>Qwen 3 Next and Qwen 3.5: gated delta networks, and gated attention in some blocks.</summary>
internal static class QwenHybridFamilies
{
    private const string Linear = "linear_attention";
    private const string Full = "full_attention";

    // Of a pass over a whole sequence, in transformers and in flash-linear-attention.
    private const long Chunk = 64;
    private static readonly ModelFamily Usual = new("qwen3_next", "Qwen3Next", Qwen3Next) { KeyValueHeads = 2, HeadWidth = 256, RotaryShare = 0.25 };

    public static ModelFamily[] Families { get; } =
    [
        Usual,
        Usual with { ModelType = "qwen3_5_text", ClassPrefix = "Qwen3_5", OtherPrefix = "Qwen3_5Text", Build = Qwen35, KeyValueHeads = 4 },
        Usual with { ModelType = "qwen3_5_moe_text", ClassPrefix = "Qwen3_5Moe", OtherPrefix = "Qwen3_5MoeText", Build = Qwen35Moe },
    ];

    /// <summary>
    /// Gated delta networks, and gated attention with normalised queries and keys in every <c>full_attention_interval</c>-th block; experts and
    /// a shared, gated expert.
    /// </summary>
    public static Layer Qwen3Next(ModelScope scope)
    {
        FeedForwardBlock experts = Experts(scope) with { NormalizesShares = scope.Config.Flag("norm_topk_prob", true) };
        Func<long, FeedForwardBlock?> some = QwenFamilies.SomeWithExperts(scope.Config, experts);
        FeedForwardBlock? network = null;
        return Model(scope, layer => some(layer) ?? (network ??= scope.Network()));
    }

    /// <summary>As Qwen 3 Next, with a single feed-forward network in each block.</summary>
    public static Layer Qwen35(ModelScope scope)
    {
        FeedForwardBlock network = scope.Network();
        return Model(scope, _ => network);
    }

    /// <summary>As Qwen 3 Next, with experts in each block.</summary>
    public static Layer Qwen35Moe(ModelScope scope)
    {
        FeedForwardBlock experts = Experts(scope);
        return Model(scope, _ => experts);
    }

    private static FeedForwardBlock Experts(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        return scope.Experts(config.Size("num_experts")) with
        {
            NormalizesShares = true,
            SharedHidden = config.Size("shared_expert_intermediate_size"),
            GatesShared = true,
        };
    }

    private static Layer Model(ModelScope scope, Func<long, FeedForwardBlock> network)
    {
        ModelConfig config = scope.Config;
        IReadOnlyList<string>? kinds = config.Kinds("layer_types", Linear, Full);
        long interval = config.OptionalSize("full_attention_interval") ?? 4;
        MultiHeadAttention attention = scope.Attention().WithRmsHeads(scope) with
        {
            UseBias = config.Flag("attention_bias", false),
            HeadScalesAroundOne = true,
            UseGate = config.Flag("attn_output_gate", true),
        };
        long heads = config.Size("linear_num_value_heads");
        long keyHeads = config.Size("linear_num_key_heads");
        var delta = new GatedDeltaNet(heads)
        {
            KeyHeads = keyHeads == heads ? null : keyHeads,
            KeyWidth = config.Size("linear_key_head_dim"),
            ValueWidth = config.Size("linear_value_head_dim"),
            Kernel = config.Size("linear_conv_kernel_dim"),
            Chunk = Chunk,
            Epsilon = scope.RmsEpsilon(),
        };
        return scope.Decoder(layer => scope.RmsBlock(IsLinear(layer) ? delta : attention, network(layer)) with { ScalesAroundOne = true });

        bool IsLinear(long layer) => kinds is null ? (layer + 1) % interval != 0 : kinds[(int)layer] == Linear;
    }
}
