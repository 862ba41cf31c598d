namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Gemma: as Llama, with a separate head width, scaled word embeddings tied to the head, and from Gemma 2 on further normalisations.
/// </summary>
internal static class GemmaFamilies
{
    private const long HeadWidth = 256;
    private const string FunctionKey = "hidden_activation";
    private const string CapKey = "final_logit_softcapping";

    /// <summary>As Llama, with a separate head width; word embeddings scaled and shared with the output layer.</summary>
    public static Layer Gemma(ModelScope scope) =>
        Model(scope, Attention(scope.Config, 16), "hidden_act", isNormalizedTwice: false, outputCap: null);

    /// <summary>As Gemma, also normalised after attention and after the feed-forward network; scores and outputs are capped.</summary>
    public static Layer Gemma2(ModelScope scope)
    {
        ModelConfig config = scope.Config;

        // Both are on unless the file says null; where a file omits them, transformers' defaults apply.
        MultiHeadAttention attention = Scaled(config, Attention(config, 4), config.OrOff("attn_logit_softcapping", 50));
        return Model(scope, attention, FunctionKey, isNormalizedTwice: true, config.OrOff(CapKey, 30), layer => layer % 2 == 0);
    }

    /// <summary>As Gemma, also normalised after attention and after the feed-forward network; queries and keys are normalised.</summary>
    public static Layer Gemma3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = Scaled(config, Attention(config, 4), config.OrOff("attn_logit_softcapping", null)) with
        {
            HeadNormalization = NormalizationKind.Rms,
            HeadEpsilon = Epsilon(config),
            HeadScalesAroundOne = true,
        };
        double? cap = config.OrOff(CapKey, null);
        long pattern = config.OptionalSize("sliding_window_pattern") ?? 6;
        return Model(scope, attention, FunctionKey, isNormalizedTwice: true, cap, layer => (layer + 1) % pattern != 0);
    }

    // The scores are divided by the root of a setting, which usually is the width of a head.
    private static MultiHeadAttention Scaled(ModelConfig config, MultiHeadAttention attention, double? cap) => attention with
    {
        Scale = (config.Number("query_pre_attn_scalar") ?? HeadWidth) is var width && width != attention.KeyWidth ? 1 / Math.Sqrt(width) : null,
        CapsScores = cap is not null,
        ScoreCap = cap,
    };

    private static double? Epsilon(ModelConfig config) => config.Epsilon("rms_norm_eps", 1e-6);

    private static MultiHeadAttention Attention(ModelConfig config, long keyValueHeads) => LlamaFamilies.Attention(config, keyValueHeads: keyValueHeads, headWidth: HeadWidth) with
    {
        UseBias = config.Flag("attention_bias", false),
    };

    private static Layer Model(
        ModelScope scope,
        MultiHeadAttention attention,
        string functionKey,
        bool isNormalizedTwice,
        double? outputCap,
        Func<long, bool>? isLocal = null)
    {
        ModelConfig config = scope.Config;

        // Gemma 3 turns by another base where it attends to a window.
        MultiHeadAttention local = attention with { Window = LlamaFamilies.Window(config, 4096) };
        local = config.ModelType == "gemma3_text" ? local with { RotaryBase = config.LocalBase ?? 10_000, RotaryScaling = null } : local;
        FeedForwardBlock network = config.Network("gelu_pytorch_tanh", isGated: true, functionKey);
        return new DecoderModel(scope, isTied: true, Block)
        {
            ScalesWords = true,
            OutputCap = outputCap,
            PaddingToken = config.PaddingToken(0),
        }.Build();

        TransformerBlock Block(long layer) => new()
        {
            Attention = isLocal is not null && (config.IsLocal(layer) ?? isLocal(layer)) ? local : attention,
            FeedForward = network,
            Normalization = NormalizationKind.Rms,
            IsPreNorm = true,
            NormalizesBranches = isNormalizedTwice,
            Epsilon = Epsilon(config),
            ScalesAroundOne = true,
        };
    }
}
