namespace DeepCalc.Formats.HuggingFace;

/// <summary>MiniMax-M2: as Mixtral, with normalised queries and keys.</summary>
internal static class MiniMaxFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("minimax_m2", "MiniMaxM2", MiniMaxM2) { KeyValueHeads = 8, HeadWidth = 128, RotaryBase = 5e6 },
    ];

    /// <summary>
    /// As Mixtral, with queries and keys normalised over all heads, rotary positions on <c>rotary_dim</c> features of each head, and experts
    /// chosen by sigmoids and a bias of each.
    /// </summary>
    public static Layer MiniMaxM2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        const string Kinds = "attn_type_list";
        ModelConfig.Refuse(config.PerLayer(Kinds)?.Any(kind => kind != 1) ?? false, Kinds, "only attention to all positions (1) is supported.");
        ModelConfig.Refuse(!config.Flag("use_qk_norm", true), "use_qk_norm", "the class has no network without it; it must be true.");
        config.RequireText("qk_norm_type", "per_layer");
        config.RequireText("scoring_func", "sigmoid");
        MultiHeadAttention attention = scope.Attention().WithRmsHeads(scope) with { NormalizesAllHeads = true };
        long rotated = config.OptionalSize("rotary_dim") ?? attention.RotaryWidth ?? attention.KeyWidth!.Value;
        attention = attention with { RotaryWidth = rotated < attention.KeyWidth ? rotated : null };
        FeedForwardBlock experts = scope.Network() with
        {
            Experts = config.Size(config.Named("num_local_experts", "num_experts")),
            ActiveExperts = config.Size("num_experts_per_tok"),
            RouterFunction = ActivationFunction.Sigmoid,
            UseSelectionBias = config.Flag("use_routing_bias", true),
            NormalizesShares = true,
        };
        return scope.Decoder(scope.RmsBlock(attention, experts));
    }
}
