namespace DeepCalc.Formats.HuggingFace;

/// <summary>Qwen 2 and 3: as Llama, with biases of queries, keys and values, or with normalised queries and keys.</summary>
internal static class QwenFamilies
{
    private const long MostWindowLayers = 28;

    public static ModelFamily[] Families { get; } =
    [
        new("qwen2", "Qwen2", Qwen2) { KeyValueHeads = 32, Window = 4096 },
        new("qwen2_vl_text", "Qwen2VLText", Qwen2) { KeyValueHeads = 8, Window = 4096, RotaryBase = 1e6, Epsilon = 1e-5 },
        new("qwen2_5_vl_text", "Qwen2_5_VLText", Qwen2) { KeyValueHeads = 8, Window = 4096, RotaryBase = 1e6, Epsilon = 1e-5 },
        new("qwen2_5_omni_text", "Qwen2_5OmniText", Qwen2) { KeyValueHeads = 4, Window = 4096, RotaryBase = 1e6 },
        new("qwen2_moe", "Qwen2Moe", Qwen2Moe) { KeyValueHeads = 16, Window = 4096 },
        new("qwen3", "Qwen3", Qwen3) { KeyValueHeads = 32, HeadWidth = 128, Window = 4096 },
        new("qwen3_vl_text", "Qwen3VLText", Qwen3) { KeyValueHeads = 32, HeadWidth = 128, Window = 4096, RotaryBase = 5e6 },
        new("qwen3_moe", "Qwen3Moe", Qwen3Moe) { KeyValueHeads = 4, Window = 4096 },
        new("qwen3_vl_moe_text", "Qwen3VLMoeText", Qwen3VlMoe) { KeyValueHeads = 16, RotaryBase = 5e5, IsTied = true },
    ];

    /// <summary>As Llama, with biases of queries, keys and values.</summary>
    public static Layer Qwen2(ModelScope scope) =>
        Decoder(scope, WithInputBias(scope), IsLate);

    /// <summary>
    /// As Qwen 2, with experts and a shared, gated expert, in every <c>decoder_sparse_step</c>-th block except those in <c>mlp_only_layers</c>.
    /// </summary>
    public static Layer Qwen2Moe(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = config.Flag("qkv_bias", true) ? WithInputBias(scope) : scope.Attention();
        FeedForwardBlock experts = Experts(scope) with { SharedHidden = config.Size("shared_expert_intermediate_size"), GatesShared = true };
        return Decoder(scope, attention, (layer, most) => layer % 2 == 0 && layer < most, SomeWithExperts(config, experts));
    }

    /// <summary>As Llama, with normalised queries and keys.</summary>
    public static Layer Qwen3(ModelScope scope) =>
        Decoder(scope, WithNormalizedHeads(scope), IsLate);

    /// <summary>As Qwen 3, with experts in every <c>decoder_sparse_step</c>-th block except those in <c>mlp_only_layers</c>.</summary>
    public static Layer Qwen3Moe(ModelScope scope) =>
        Decoder(scope, WithNormalizedHeads(scope), (_, _) => true, SomeWithExperts(scope.Config, Experts(scope)));

    /// <summary>As Qwen 3 with experts, whose shares always sum to 1.</summary>
    public static Layer Qwen3VlMoe(ModelScope scope)
    {
        TransformerBlock dense = scope.RmsBlock(WithNormalizedHeads(scope), scope.Network());
        Func<long, FeedForwardBlock?> experts = SomeWithExperts(scope.Config, Experts(scope) with { NormalizesShares = true });
        return scope.Decoder(layer => dense with { FeedForward = experts(layer) ?? dense.FeedForward });
    }

    // Qwen has windows only where use_sliding_window is set, and not in all layers.
    private static Layer Decoder(ModelScope scope, MultiHeadAttention attention, Func<long, long, bool> isLocal, Func<long, FeedForwardBlock?>? networkOf = null)
    {
        ModelConfig config = scope.Config;
        FeedForwardBlock network = scope.Network();
        MultiHeadAttention local = attention.Seeing(scope.Window);
        bool hasWindows = config.Flag("use_sliding_window", false);
        long most = config.Count("max_window_layers", MostWindowLayers);
        return scope.Decoder(layer => scope.RmsBlock(
            (config.IsLocal(layer) ?? isLocal(layer, most)) && hasWindows ? local : attention, networkOf?.Invoke(layer) ?? network));
    }

    private static bool IsLate(long layer, long most) => layer >= most;

    private static MultiHeadAttention WithInputBias(ModelScope scope) => scope.Attention() with { UseBias = true, UseOutputBias = false };

    private static MultiHeadAttention WithNormalizedHeads(ModelScope scope)
    {
        // Files of Qwen 3 have settings that its class does not read.
        scope.Config.Ignore("use_qk_norm", "qkv_bias", "shared_expert_intermediate_size");
        return scope.Attention().WithRmsHeads(scope) with { UseBias = scope.Config.Flag("attention_bias", false) };
    }

    private static FeedForwardBlock Experts(ModelScope scope) =>
        scope.Experts(scope.Config.OptionalSize("num_experts") ?? scope.Config.OptionalSize("num_local_experts") ?? scope.Config.Size("num_experts"));

    /// <summary>Experts in every n-th layer, unless the file lists it among those without; null for a layer without.</summary>
    public static Func<long, FeedForwardBlock?> SomeWithExperts(ModelConfig config, FeedForwardBlock experts)
    {
        IReadOnlySet<long> without = config.Numbers("mlp_only_layers");
        long step = config.OptionalSize("decoder_sparse_step") ?? 1;
        return layer => !without.Contains(layer) && (layer + 1) % step == 0 ? experts : null;
    }
}
