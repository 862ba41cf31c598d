namespace DeepCalc.Formats.HuggingFace;

/// <summary>OLMo and its successors.</summary>
internal static class OlmoFamilies
{
    // Every fourth layer of OLMo 3 attends to all positions.
    private const long Pattern = 4;

    public static ModelFamily[] Families { get; } =
    [
        new("olmo", "Olmo", Olmo) { PaddingToken = 1 },
        new("olmo2", "Olmo2", Olmo2) { PaddingToken = 1, Epsilon = 1e-5 },
        new("olmo3", "Olmo3", Olmo3) { PaddingToken = 1, Epsilon = 1e-5, Window = 4096 },
        new("olmoe", "Olmoe", Olmoe) { PaddingToken = 1, Epsilon = 1e-5 },
    ];

    /// <summary>As Llama, with layer normalisation without scales and offsets.</summary>
    public static Layer Olmo(ModelScope scope) => scope.Decoder(new TransformerBlock
    {
        Attention = Limited(scope, Attention(scope)),
        FeedForward = scope.Network(),
        IsPreNorm = true,
        UseNormScale = false,
        UseNormCenter = false,
    });

    /// <summary>As Llama, but normalised after attention and after the feed-forward network; all queries and all keys are normalised together.</summary>
    public static Layer Olmo2(ModelScope scope)
    {
        MultiHeadAttention attention = Normalized(scope, Attention(scope));
        return scope.Decoder(Behind(scope, attention));
    }

    /// <summary>As OLMo 2; three of four layers attend to a window.</summary>
    public static Layer Olmo3(ModelScope scope)
    {
        MultiHeadAttention attention = Normalized(scope, Attention(scope));

        // Scaled angles are for layers that see all positions.
        MultiHeadAttention local = attention.Seeing(scope.Window) with { RotaryScaling = null };
        return scope.Decoder(layer => Behind(scope, scope.Config.IsLocal(layer) ?? (layer + 1) % Pattern != 0 ? local : attention));
    }

    /// <summary>As Llama, with experts; all queries and all keys are normalised together.</summary>
    public static Layer Olmoe(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        FeedForwardBlock experts = scope.Network() with
        {
            Experts = config.Size("num_experts"),
            ActiveExperts = config.Size("num_experts_per_tok"),
            NormalizesShares = config.Flag("norm_topk_prob", false),
        };
        return scope.Decoder(scope.RmsBlock(Limited(scope, Normalized(scope, Attention(scope))), experts));
    }

    private static TransformerBlock Behind(ModelScope scope, MultiHeadAttention attention) =>
        scope.RmsBlock(attention, scope.Network()) with { IsPreNorm = false, NormalizesBranches = true };

    private static MultiHeadAttention Attention(ModelScope scope) => scope.Attention() with { UseBias = scope.Config.Flag("attention_bias", false) };

    private static MultiHeadAttention Normalized(ModelScope scope, MultiHeadAttention attention) => attention.WithRmsHeads(scope) with { NormalizesAllHeads = true };

    private static MultiHeadAttention Limited(ModelScope scope, MultiHeadAttention attention) => attention with { ProjectionLimit = scope.Config.Number("clip_qkv") };
}
