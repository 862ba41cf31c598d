namespace DeepCalc.Formats.HuggingFace;

/// <summary>Llama 4: attention within chunks, but in blocks without positions, and experts beside a shared one.</summary>
internal static class Llama4Families
{
    private const string Chunked = "chunked_attention";

    public static ModelFamily[] Families { get; } =
    [
        new("llama4_text", "Llama4", Llama4) { OtherPrefix = "Llama4Text", KeyValueHeads = 8, HeadWidth = 128, RotaryBase = 500_000, Epsilon = 1e-5 },
    ];

    /// <summary>
    /// As Llama, with attention within chunks and perhaps normalised queries and keys, but every fourth block attends to all positions without
    /// rotary ones; experts beside a shared one in every <c>interleave_moe_layer_step</c>-th block.
    /// </summary>
    public static Layer Llama4(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long interval = config.OptionalSize("no_rope_layer_interval") ?? 4;
        IReadOnlyList<long>? rotated = config.PerLayer("no_rope_layers");
        IReadOnlyList<string>? kinds = config.Kinds("layer_types", Chunked, "full_attention");
        long? chunk = config.HasKey("attention_chunk_size") ? config.OptionalSize("attention_chunk_size") : 8192;
        MultiHeadAttention plain = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };
        MultiHeadAttention turned = config.Flag("use_qk_norm", true) ? plain.WithRmsHeads(scope) with { UseHeadScale = false } : plain;
        MultiHeadAttention still = plain with
        {
            UseRotary = false,
            RotaryWidth = null,
            RotaryScaling = null,
            ScalesQueriesByPosition = config.Flag("attn_temperature_tuning", true),
        };

        long step = config.OptionalSize("interleave_moe_layer_step") ?? 1;
        IReadOnlySet<long>? listed = config.Has("moe_layers") ? config.Numbers("moe_layers") : null;
        FeedForwardBlock network = config.Network("silu", isGated: true, hiddenKey: "intermediate_size_mlp");
        FeedForwardBlock experts = scope.Network();
        experts = experts with
        {
            Experts = config.Size("num_local_experts"),
            ActiveExperts = config.OptionalSize("num_experts_per_tok") ?? 1,
            RouterFunction = ActivationFunction.Sigmoid,
            SharedHidden = experts.Hidden,
        };
        return scope.Decoder(layer => scope.RmsBlock(Attention(layer), HasExperts(layer) ? experts : network));

        MultiHeadAttention Attention(long layer)
        {
            bool isRotated = rotated is null ? (layer + 1) % interval != 0 : rotated[(int)layer] != 0;
            MultiHeadAttention attention = isRotated ? turned : still;
            return (kinds is null ? isRotated : kinds[(int)layer] == Chunked) ? attention with { Chunk = chunk } : attention;
        }

        bool HasExperts(long layer) => listed?.Contains(layer) ?? (layer + 1) % step == 0;
    }
}
