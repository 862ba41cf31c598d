namespace DeepCalc.Formats.HuggingFace;

/// <summary>Relatives of BERT with other embeddings, shared blocks or relative positions: ALBERT, ELECTRA and MPNet.</summary>
internal static class AlbertFamilies
{
    private const string MaskedWords = "ForMaskedLM";
    private const string PreTraining = "ForPreTraining";

    public static ModelFamily[] Families { get; } =
    [
        new("albert", "Albert", Albert) { PaddingToken = 0 },
        new("electra", "Electra", Electra) { PaddingToken = 0 },
        new("mpnet", "MPNet", MpNet) { PaddingToken = 1 },
    ];

    /// <summary>As BERT, with narrower embeddings and blocks that share their weights.</summary>
    public static Layer Albert(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(
            BertFamilies.Model, BertFamilies.Model, MaskedWords, PreTraining, BertFamilies.Sequence, BertFamilies.Choice, BertFamilies.Tokens, BertFamilies.Answers);
        long layers = config.Layers("num_hidden_layers");
        long groups = config.OptionalSize("num_hidden_groups") ?? 1;
        long inner = config.OptionalSize("inner_group_num") ?? 1;
        DeepCalcException.ThrowIf(
            groups > layers || layers * inner > ModelConfig.MostLayers, ErrorCode.InvalidSetting,
            $"num_hidden_groups is {groups} and inner_group_num is {inner}; there can be at most {layers} groups, and {ModelConfig.MostLayers} blocks in all.");
        var weights = new Dictionary<(long Group, long Inner), BlockWeights>();
        EncoderModel encoder = BertFamilies.Encoder(scope) with
        {
            Layers = layers * inner,
            EmbeddingWidth = config.OptionalSize("embedding_size") ?? 128,
            ProjectionName = "encoder.embedding_hidden_mapping_in",
            Function = config.Function("hidden_act", "gelu_new"),
            AttentionDropout = config.Number("attention_probs_dropout_prob") ?? 0,
            BlocksName = "encoder.albert_layers",
            SharedWeights = number => Shared((long)(number / inner / ((double)layers / groups)), number % inner),
        };
        (Layer words, Layer layer) = encoder.Build(scope);
        return head switch
        {
            MaskedWords => Predictions(),
            PreTraining => new Layer(new OutputSet(), null, Predictions(), ModelScope.Add("sop_classifier", new Dense(2), BertFamilies.Pooler(encoder, layer))),
            _ => Head(scope, encoder, head, layer),
        };

        BlockWeights Shared(long group, long place) => weights.TryGetValue((group, place), out BlockWeights? own) ? own : weights[(group, place)] = new BlockWeights();

        Layer Predictions() => encoder.WordsHead(scope, layer, words, "predictions.dense", "predictions.LayerNorm", "predictions.decoder");
    }

    /// <summary>As BERT, with embeddings of another width; its discriminator says of each word whether it was replaced.</summary>
    public static Layer Electra(ModelScope scope)
    {
        string head = scope.Head(
            BertFamilies.Model, BertFamilies.Model, MaskedWords, PreTraining, BertFamilies.Sequence, BertFamilies.Tokens, BertFamilies.Answers);
        EncoderModel encoder = BertFamilies.Encoder(scope) with { EmbeddingWidth = scope.Config.OptionalSize("embedding_size") ?? 128 };
        (Layer words, Layer layer) = encoder.Build(scope);
        switch (head)
        {
            case BertFamilies.Model:
                return layer;
            case MaskedWords:
                return (encoder with { Function = ActivationFunction.Gelu })
                    .WordsHead(scope, layer, words, "generator_predictions.dense", "generator_predictions.LayerNorm", "generator_lm_head");
            case PreTraining:
                layer = ModelScope.Add("discriminator_predictions.dense", new Dense(encoder.Width), layer);
                layer = ModelScope.Add("discriminator_predictions.activation", new Activation(encoder.Function), layer);
                return ModelScope.Add("discriminator_predictions.dense_prediction", new Dense(1), layer);
            case BertFamilies.Sequence:
                layer = BertFamilies.OfFirst(encoder, layer, "classifier", "classifier.dense", "classifier.activation", ActivationFunction.Gelu);
                return ModelScope.Add("classifier.out_proj", new Dense(scope.Config.Labels), layer);
            default:
                return BertFamilies.OfTokens(scope, head, layer);
        }
    }

    /// <summary>As BERT, without segments, with biases of relative positions that all blocks share.</summary>
    public static Layer MpNet(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(
            BertFamilies.Model, BertFamilies.Model, MaskedWords, BertFamilies.Sequence, BertFamilies.Choice, BertFamilies.Tokens, BertFamilies.Answers);
        EncoderModel encoder = BertFamilies.Encoder(scope, segments: 0) with { RelativePositions = config.OptionalSize("relative_attention_num_buckets") ?? 32 };
        (Layer words, Layer layer) = encoder.Build(scope);
        switch (head)
        {
            case MaskedWords:
                return (encoder with { Function = ActivationFunction.Gelu }).WordsHead(scope, layer, words, "lm_head.dense", "lm_head.layer_norm", "lm_head.decoder");
            case BertFamilies.Sequence:
                layer = BertFamilies.OfFirst(encoder, layer, "classifier", "classifier.dense", "classifier.activation", ActivationFunction.Tanh);
                return ModelScope.Add("classifier.out_proj", new Dense(config.Labels), layer);
            default:
                return Head(scope, encoder, head, layer);
        }
    }

    private static Layer Head(ModelScope scope, EncoderModel encoder, string head, Layer layer) => head switch
    {
        BertFamilies.Model => BertFamilies.Pooler(encoder, layer),
        BertFamilies.Sequence => BertFamilies.Classifier(BertFamilies.Pooler(encoder, layer), scope.Config.Labels),
        BertFamilies.Choice => BertFamilies.Classifier(BertFamilies.Pooler(encoder, layer), 1),
        _ => BertFamilies.OfTokens(scope, head, layer),
    };
}
