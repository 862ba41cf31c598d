namespace DeepCalc.Formats.HuggingFace;

/// <summary>DeBERTa, versions 2 and 3.</summary>
internal static class DebertaFamilies
{
    private const string MaskedWords = "ForMaskedLM";

    public static ModelFamily[] Families { get; } = [new("deberta-v2", "DebertaV2", Deberta) { PaddingToken = 0, Epsilon = 1e-7 }];

    /// <summary>As BERT, with attention to relative positions, whose vectors all blocks share; perhaps a convolution beside the first block.</summary>
    public static Layer Deberta(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(BertFamilies.Model, BertFamilies.Model, MaskedWords, BertFamilies.Sequence, BertFamilies.Choice, BertFamilies.Tokens, BertFamilies.Answers);
        long width = config.Size("hidden_size");
        long narrow = config.OptionalSize("embedding_size") ?? width;
        ModelConfig.Refuse(
            (config.OptionalSize("attention_head_size") ?? width / config.Size("num_attention_heads")) * config.Size("num_attention_heads") != width, "attention_head_size", "heads must be as wide as hidden_size divided by num_attention_heads.");
        var norm = new Normalization(NormalizationKind.Layer) { Epsilon = config.Epsilon("layer_norm_eps", scope.Family.Epsilon) };
        ActivationFunction function = config.Function("hidden_act", "gelu");
        var embedding = new Embedding(config.Size("vocab_size"), narrow) { PaddingIndex = config.PaddingToken(scope.Family.PaddingToken) };
        Layer words = ModelScope.Add("embeddings.word_embeddings", embedding, scope.Words());
        Layer layer = config.Flag("position_biased_input", true)
            ? ModelScope.Add("embeddings.position_embeddings", new PositionEmbedding(Length: config.Size("max_position_embeddings")), words)
            : words;
        if (config.Count("type_vocab_size", 0) is > 0 and var segments)
        {
            layer = ModelScope.Add("embeddings.sum", new Merge(), layer, ModelScope.Add("embeddings.token_type_embeddings", new Embedding(segments, narrow), scope.Words("token_type_ids")));
        }

        layer = narrow == width ? layer : ModelScope.Add("embeddings.embed_proj", new Dense(width, UseBias: false), layer);
        layer = ModelScope.Add("embeddings.LayerNorm", norm, layer);
        Layer? positions = Relative(config, norm, layer, width);
        long kernel = config.Count("conv_kernel_size", 0);
        IReadOnlySet<string> kinds = config.Names("pos_att_type");
        LayerDefinition attention = positions is null || kinds.Count == 0
            ? new MultiHeadAttention { Heads = config.Size("num_attention_heads"), Dropout = config.Number("attention_probs_dropout_prob") ?? 0.1 }
            : new DisentangledAttention(config.Size("num_attention_heads"), kinds.Contains("c2p"), kinds.Contains("p2c"), config.Flag("share_att_key", false))
            {
                Dropout = config.Number("attention_probs_dropout_prob") ?? 0.1,
            };
        var network = new FeedForwardBlock { Hidden = config.Size("intermediate_size"), Function = function };
        layer = scope.Blocks(layer, "encoder.layer", config.Layers("num_hidden_layers"), Block);
        switch (head)
        {
            case BertFamilies.Model:
                return layer;
            case MaskedWords:
                layer = ModelScope.Add("cls.predictions.transform.dense", new Dense(narrow), layer);
                layer = ModelScope.Add("cls.predictions.transform.activation", new Activation(function), layer);
                layer = ModelScope.Add("cls.predictions.transform.LayerNorm", norm, layer);
                layer = ModelScope.Add("cls.predictions.decoder", new Dense(embedding.Vocabulary), layer);
                return config.Flag("tie_word_embeddings", true) ? layer.TiedTo(words) : layer;
            case BertFamilies.Sequence:
                return BertFamilies.Classifier(Pooled(), config.Labels);
            case BertFamilies.Choice:
                return BertFamilies.Classifier(Pooled(), 1);
            default:
                return BertFamilies.OfTokens(scope, head, layer);
        }

        Layer Pooled()
        {
            Layer vector = ModelScope.Add("pooler.dense", new Dense(config.OptionalSize("pooler_hidden_size") ?? width), ModelScope.Position(layer, "pooler", 0));
            return ModelScope.Add("pooler.activation", new Activation(config.Function("pooler_hidden_act", "gelu")), vector);
        }

        Layer Block(Layer input, long number, BlockScope inner)
        {
            Layer output = new ResidualBranch("attention", (x, own) => attention is MultiHeadAttention ? own.Add("attention", attention, x) : own.Add("attention", attention, x, positions!))
            {
                OfSum = norm,
            }.On(input, inner);
            output = new ResidualBranch("feed_forward", (x, own) => network.On(x, own.Inner("feed_forward"))) { OfSum = norm }.On(output, inner);
            return kernel > 0 && number == 0 ? Convolved(input, output) : output;
        }

        Layer Convolved(Layer input, Layer output)
        {
            Layer features = ModelScope.Add("encoder.conv/features", new Permute(new AxisValues(1, 0), Layout.ChannelsFirst), input);
            var window = new WindowSettings { Kernel = kernel, Padding = Padding.Of((kernel - 1) / 2) };
            features = ModelScope.Add("encoder.conv.conv", new Convolution(width, window, config.OptionalSize("conv_groups") ?? 1), features);
            features = ModelScope.Add("encoder.conv.activation", new Activation(config.Function("conv_act", "tanh")), features);
            features = ModelScope.Add("encoder.conv/sequence", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), features);
            return ModelScope.Add("encoder.conv.LayerNorm", norm, ModelScope.Add("encoder.conv/sum", new Merge(), output, features));
        }
    }

    // A vector for each relative position in both directions.
    private static Layer? Relative(ModelConfig config, Normalization norm, Layer layer, long width)
    {
        if (!config.Flag("relative_attention", false))
        {
            return null;
        }

        long most = Positive("position_buckets") ?? Positive("max_relative_positions") ?? config.Size("max_position_embeddings");
        Layer vectors = ModelScope.Add("encoder.rel_embeddings", new LearnedTokens(2 * most, width), layer);
        return config.Names("norm_rel_ebd").Contains("layer_norm") ? ModelScope.Add("encoder.LayerNorm", norm, vectors) : vectors;

        long? Positive(string key) => config.Number(key) is > 0 and var number ? (long)number : null;
    }
}
