namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Gemma: as Llama, with a separate head width, scaled word embeddings tied to the head, and from Gemma 2 on further normalisations.
/// </summary>
internal static class GemmaFamilies
{
    private const string FunctionKey = "hidden_activation";
    private const string CapKey = "final_logit_softcapping";
    private const double LocalBase = 10_000;
    private const long Pattern = 6;
    private static readonly ModelFamily Usual = new("gemma", "Gemma", Gemma) { KeyValueHeads = 16, HeadWidth = 256, Window = 4096, PaddingToken = 0, IsTied = true };

    public static ModelFamily[] Families { get; } =
    [
        Usual,
        Usual with { ModelType = "gemma2", ClassPrefix = "Gemma2", Build = Gemma2, KeyValueHeads = 4 },
        Usual with
        {
            ModelType = "gemma3_text",
            ClassPrefix = "Gemma3",
            OtherPrefix = "Gemma3Text",
            Build = Gemma3,
            KeyValueHeads = 4,
            RotaryBase = 1e6,
            UsualSizes = new Dictionary<string, long>
            {
                ["vocab_size"] = 262_208,
                ["hidden_size"] = 2304,
                ["intermediate_size"] = 9216,
                ["num_hidden_layers"] = 26,
                ["num_attention_heads"] = 8,
            },
        },
    ];

    /// <summary>As Llama, with a separate head width; word embeddings scaled and shared with the output layer.</summary>
    public static Layer Gemma(ModelScope scope)
    {
        MultiHeadAttention attention = Attention(scope);
        return Model(scope, _ => attention, "hidden_act", isNormalizedTwice: false, outputCap: null);
    }

    /// <summary>As Gemma, also normalised after attention and after the feed-forward network; scores and outputs are capped.</summary>
    public static Layer Gemma2(ModelScope scope)
    {
        ModelConfig config = scope.Config;

        // Both are on unless the file says null; where a file omits them, transformers' defaults apply.
        MultiHeadAttention attention = Scaled(scope, config.OrOff("attn_logit_softcapping", 50));
        MultiHeadAttention local = attention.Seeing(scope.Window);
        return Model(scope, layer => config.IsLocal(layer) ?? layer % 2 == 0 ? local : attention, FunctionKey, isNormalizedTwice: true, config.OrOff(CapKey, 30));
    }

    /// <summary>As Gemma, also normalised after attention and after the feed-forward network; queries and keys are normalised.</summary>
    public static Layer Gemma3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = Scaled(scope, config.OrOff("attn_logit_softcapping", null)).WithRmsHeads(scope) with { HeadScalesAroundOne = true };

        // Rotary positions have another base where a layer attends to a window.
        MultiHeadAttention local = attention.Seeing(scope.Window) with { RotaryBase = config.LocalBase ?? LocalBase, RotaryScaling = null };
        double? cap = config.OrOff(CapKey, null);
        long pattern = config.OptionalSize("sliding_window_pattern") ?? Pattern;
        return Model(scope, layer => config.IsLocal(layer) ?? (layer + 1) % pattern != 0 ? local : attention, FunctionKey, isNormalizedTwice: true, cap);
    }

    private static MultiHeadAttention Attention(ModelScope scope) => scope.Attention() with { UseBias = scope.Config.Flag("attention_bias", false) };

    // The scores are divided by the root of a setting, which usually is the width of a head.
    private static MultiHeadAttention Scaled(ModelScope scope, double? cap)
    {
        MultiHeadAttention attention = Attention(scope);
        double width = scope.Config.Number("query_pre_attn_scalar") ?? Usual.HeadWidth!.Value;
        return attention with { Scale = width == attention.KeyWidth ? null : 1 / Math.Sqrt(width), CapsScores = cap is not null, ScoreCap = cap };
    }

    private static Layer Model(ModelScope scope, Func<long, MultiHeadAttention> attention, string functionKey, bool isNormalizedTwice, double? outputCap)
    {
        FeedForwardBlock network = scope.Config.Network("gelu_pytorch_tanh", isGated: true, functionKey);
        return new DecoderModel(scope, layer => scope.RmsBlock(attention(layer), network) with { NormalizesBranches = isNormalizedTwice, ScalesAroundOne = true })
        {
            ScalesWords = true,
            OutputCap = outputCap,
        }.Build();
    }
}
