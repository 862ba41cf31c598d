namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Gemma: as Llama, with a separate head width, scaled word embeddings tied to the head, and from Gemma 2 on further normalisations.
/// </summary>
internal static class GemmaFamilies
{
    private const long HeadWidth = 256;

    public static Layer Gemma(ModelScope scope) => Model(scope.Config, Attention(scope.Config, 16), "hidden_act", isNormalizedTwice: false, capsOutputs: false).Build(scope);

    public static Layer Gemma2(ModelScope scope)
    {
        ModelConfig config = scope.Config;

        // Both are on unless the file says null; where a file omits them, transformers' defaults apply.
        MultiHeadAttention attention = Attention(config, 4) with { CapsScores = config.IsOn("attn_logit_softcapping", true) };
        return Model(config, attention, "hidden_activation", isNormalizedTwice: true, config.IsOn("final_logit_softcapping", true)).Build(scope);
    }

    public static Layer Gemma3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = Attention(config, 4) with
        {
            HeadNormalization = NormalizationKind.Rms,
            CapsScores = config.IsOn("attn_logit_softcapping", false),
        };
        return Model(config, attention, "hidden_activation", isNormalizedTwice: true, config.IsOn("final_logit_softcapping", false)).Build(scope);
    }

    private static MultiHeadAttention Attention(ModelConfig config, long keyValueHeads) => LlamaFamilies.Attention(config, keyValueHeads: keyValueHeads, headWidth: HeadWidth) with
    {
        UseBias = config.Flag("attention_bias", false),
    };

    private static DecoderModel Model(ModelConfig config, MultiHeadAttention attention, string functionKey, bool isNormalizedTwice, bool capsOutputs)
    {
        var network = new FeedForwardBlock
        {
            Hidden = config.Size("intermediate_size"),
            Function = config.Function(functionKey, "gelu_pytorch_tanh"),
            IsGated = true,
            UseBias = false,
        };
        return new DecoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = config.Size("hidden_size"),
            Layers = config.Layers("num_hidden_layers"),
            IsTied = config.Flag("tie_word_embeddings", true),
            ScalesWords = true,
            CapsOutputs = capsOutputs,
            Block = _ => new TransformerBlock
            {
                Attention = attention,
                FeedForward = network,
                Normalization = NormalizationKind.Rms,
                IsPreNorm = true,
                NormalizesBranches = isNormalizedTwice,
            },
        };
    }
}
