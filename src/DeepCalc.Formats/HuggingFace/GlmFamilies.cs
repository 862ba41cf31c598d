namespace DeepCalc.Formats.HuggingFace;

/// <summary>GLM: as Llama, with biases of queries, keys and values, and rotary positions on half of each head.</summary>
internal static class GlmFamilies
{
    private static readonly ModelFamily Usual = new("glm", "Glm", Glm)
    {
        KeyValueHeads = 2,
        HeadWidth = 128,
        RotaryShare = 0.5,
        Epsilon = 1.5625e-7,
        PaddingToken = 151_329,
    };

    public static ModelFamily[] Families { get; } =
    [
        Usual,
        Usual with { ModelType = "glm4", ClassPrefix = "Glm4", Build = Glm4 },
        new("glm4_moe", "Glm4Moe", Glm4Moe) { KeyValueHeads = 8, RotaryShare = 0.5, Epsilon = 1e-5 },
    ];

    /// <summary>As Llama, with biases of queries, keys and values, and rotary positions on half of each head.</summary>
    public static Layer Glm(ModelScope scope) => scope.Decoder(Block(scope));

    /// <summary>As GLM, also normalised after attention and after the feed-forward network.</summary>
    public static Layer Glm4(ModelScope scope) => scope.Decoder(Block(scope) with { NormalizesBranches = true });

    /// <summary>As GLM, perhaps with normalised queries and keys; experts as in DeepSeek-V3, but in the first blocks.</summary>
    public static Layer Glm4Moe(ModelScope scope)
    {
        MultiHeadAttention attention = Attention(scope, useBias: false);
        attention = scope.Config.Flag("use_qk_norm", false) ? attention.WithRmsHeads(scope) : attention;
        return scope.ExpertDecoder(_ => attention, scope.BalancedExperts(), dense: 1);
    }

    private static TransformerBlock Block(ModelScope scope) => scope.RmsBlock(Attention(scope, useBias: true), scope.Network());

    private static MultiHeadAttention Attention(ModelScope scope, bool useBias) =>
        scope.Attention() with { UseBias = scope.Config.Flag("attention_bias", useBias), UseOutputBias = false };
}
