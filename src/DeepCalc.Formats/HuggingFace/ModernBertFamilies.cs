namespace DeepCalc.Formats.HuggingFace;

/// <summary>ModernBERT.</summary>
internal static class ModernBertFamilies
{
    private const string MaskedWords = "ForMaskedLM";

    public static ModelFamily[] Families { get; } = [new("modernbert", "ModernBert", ModernBert) { PaddingToken = 50_283, IsTied = true }];

    /// <summary>
    /// An encoder with layer normalisation before, without offsets, but not before the first attention; rotary positions, gated feed-forward
    /// networks, no biases. Most blocks attend within a window, which changes no count.
    /// </summary>
    public static Layer ModernBert(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(BertFamilies.Model, BertFamilies.Model, MaskedWords, BertFamilies.Sequence, BertFamilies.Tokens, BertFamilies.Answers);
        long width = config.Size("hidden_size");
        long every = config.OptionalSize("global_attn_every_n_layers") ?? 3;
        TransformerBlock global = Block(config, config.Number("global_rope_theta") ?? 160_000);
        TransformerBlock local = Block(config, config.Number("local_rope_theta") ?? PositionEmbedding.UsualBase);
        var embedding = new Embedding(config.Size("vocab_size"), width) { PaddingIndex = config.PaddingToken(scope.Family.PaddingToken) };
        Layer words = ModelScope.Add("embeddings.tok_embeddings", embedding, scope.Words());
        Layer layer = ModelScope.Add("embeddings.norm", global.Normalizer, words);
        layer = scope.Blocks(layer, "layers", config.Layers("num_hidden_layers"), number =>
            ((config.IsLocal(number) ?? number % every != 0) ? local : global) with { SkipsFirstNorm = number == 0 });
        layer = ModelScope.Add("final_norm", global.Normalizer, layer);
        switch (head)
        {
            case BertFamilies.Model:
                return layer;
            case MaskedWords:
                layer = ModelScope.Add("decoder", new Dense(embedding.Vocabulary, config.Flag("decoder_bias", true)), Head(layer));
                return config.Flag("tie_word_embeddings", scope.Family.IsTied) ? layer.TiedTo(words) : layer;
            case BertFamilies.Sequence:
                layer = config.Text("classifier_pooling") == "mean"
                    ? ModelScope.Add("pooled", new Reduction(ReductionKind.Mean, new AxisValues(0)), layer)
                    : ModelScope.Position(layer, "pooled", 0);
                break;
        }

        return ModelScope.Add("classifier", new Dense(config.Labels), Head(layer));

        Layer Head(Layer input)
        {
            Layer inner = ModelScope.Add("head.dense", new Dense(width, config.Flag("classifier_bias", false)), input);
            inner = ModelScope.Add("head.activation", new Activation(config.Function("classifier_activation", "gelu")), inner);
            return ModelScope.Add("head.norm", global.Normalizer, inner);
        }
    }

    private static TransformerBlock Block(ModelConfig config, double rotaryBase) => new()
    {
        Attention = new MultiHeadAttention
        {
            Heads = config.Size("num_attention_heads"),
            UseBias = config.Flag("attention_bias", false),
            UseRotary = true,
            RotaryBase = rotaryBase,
            Dropout = config.Number("attention_dropout") ?? 0,
        },
        FeedForward = config.Network("gelu", isGated: true, "hidden_activation") with { UseBias = config.Flag("mlp_bias", false) },
        IsPreNorm = true,
        UseNormCenter = config.Flag("norm_bias", false),
        Epsilon = config.Epsilon("norm_eps", 1e-5),
    };
}
