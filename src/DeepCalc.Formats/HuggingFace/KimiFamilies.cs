namespace DeepCalc.Formats.HuggingFace;

/// <summary>Kimi Linear: Kimi delta attention, and latent attention in some blocks.</summary>
internal static class KimiFamilies
{
    // Of a pass over a whole sequence, in transformers and in flash-linear-attention.
    private const long Chunk = 64;

    public static ModelFamily[] Families { get; } =
    [
        new("kimi_linear", "KimiLinear", KimiLinear) { Epsilon = 1e-5 },
    ];

    /// <summary>
    /// Kimi delta attention in the blocks of <c>kda_layers</c>, multi-head latent attention without rotary positions in the others; experts as
    /// in DeepSeek-V3.
    /// </summary>
    public static Layer KimiLinear(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig linear = config.Inner("linear_attn_config", config.ModelType);
        IReadOnlySet<long> delta = linear.Numbers("kda_layers");
        IReadOnlySet<long> full = linear.Numbers("full_attn_layers");
        long layers = config.Layers("num_hidden_layers");
        for (long number = 1; number <= layers; number++)
        {
            ModelConfig.Refuse(
                delta.Contains(number) == full.Contains(number), "linear_attn_config", $"layer {number} must be in one of the lists kda_layers and full_attn_layers.");
        }

        ModelConfig.Refuse(!config.Flag("mla_use_nope", true), "mla_use_nope", "latent attention with rotary positions is not supported; it must be true.");
        long width = linear.Size("head_dim");
        var kda = new GatedDeltaNet(linear.Size("num_heads"))
        {
            KeyWidth = width,
            DecayRank = width,
            DecayFloor = linear.Number("gate_lower_bound"),
            GateRank = linear.Flag("use_full_rank_gate", false) ? null : width,
            GateFunction = ActivationFunction.Sigmoid,
            Kernel = linear.OptionalSize("short_conv_kernel_size") ?? 4,
            Chunk = Chunk,
            Epsilon = scope.RmsEpsilon(),
        };
        MultiHeadLatentAttention attention = DeepSeekFamilies.LatentAttention(scope) with
        {
            UseRotary = false,
            RotaryBase = PositionEmbedding.UsualBase,
            RotaryScaling = null,
            Scale = null,
            UseGate = config.Flag("mla_use_output_gate", false),
        };
        return scope.ExpertDecoder(layer => delta.Contains(layer + 1) ? kda : attention, scope.BalancedExperts(), dense: 1);
    }
}
