namespace DeepCalc.Formats.HuggingFace;

/// <summary>BERT and its relatives RoBERTa and DistilBERT, with the heads of their classes.</summary>
internal static class BertFamilies
{
    /// <summary>No head.</summary>
    public const string Model = "Model";
    /// <summary>Classes of sequences.</summary>
    public const string Sequence = "ForSequenceClassification";
    /// <summary>Multiple choice.</summary>
    public const string Choice = "ForMultipleChoice";
    /// <summary>Classes of tokens.</summary>
    public const string Tokens = "ForTokenClassification";
    /// <summary>The beginning and the end of an answer.</summary>
    public const string Answers = "ForQuestionAnswering";

    public static ModelFamily[] Families { get; } =
    [
        new("bert", "Bert", Bert) { PaddingToken = 0 },
        new("roberta", "Roberta", Roberta) { PaddingToken = 1 },
        new("xlm-roberta", "XLMRoberta", Roberta) { PaddingToken = 1 },
        new("camembert", "Camembert", Roberta) { PaddingToken = 1 },
        new("distilbert", "DistilBert", DistilBert) { PaddingToken = 0 },
    ];

    /// <summary>Layer normalisation after, learned positions and segments.</summary>
    public static Layer Bert(ModelScope scope)
    {
        string head = scope.Head(
            Model, Model, "ForMaskedLM", "ForPreTraining", "LMHeadModel", "ForNextSentencePrediction", Sequence, Choice, Tokens, Answers);
        EncoderModel encoder = Encoder(scope);
        (Layer words, Layer layer) = encoder.Build(scope);
        return head switch
        {
            Model => Pooler(encoder, layer),
            "ForMaskedLM" or "LMHeadModel" => Predictions(),
            "ForPreTraining" => new Layer(new OutputSet(), null, Predictions(), Sentences()),
            "ForNextSentencePrediction" => Sentences(),
            Sequence => Classifier(Pooler(encoder, layer), scope.Config.Labels),
            Choice => Classifier(Pooler(encoder, layer), 1),
            _ => OfTokens(scope, head, layer),
        };

        Layer Predictions() => encoder.WordsHead(
            scope, layer, words, "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.decoder");

        Layer Sentences() => ModelScope.Add("cls.seq_relationship", new Dense(2), Pooler(encoder, layer));
    }

    /// <summary>As BERT, with a classifier of its own.</summary>
    public static Layer Roberta(ModelScope scope)
    {
        string head = scope.Head(Model, Model, "ForMaskedLM", "ForCausalLM", Sequence, Choice, Tokens, Answers);
        EncoderModel encoder = Encoder(scope);
        (Layer words, Layer layer) = encoder.Build(scope);
        return head switch
        {
            Model => Pooler(encoder, layer),
            "ForMaskedLM" or "ForCausalLM" => (encoder with { Function = ActivationFunction.Gelu })
                .WordsHead(scope, layer, words, "lm_head.dense", "lm_head.layer_norm", "lm_head.decoder"),
            Sequence => ModelScope.Add(
                "classifier.out_proj",
                new Dense(scope.Config.Labels),
                OfFirst(encoder, layer, "classifier", "classifier.dense", "classifier.activation", ActivationFunction.Tanh)),
            Choice => Classifier(Pooler(encoder, layer), 1),
            _ => OfTokens(scope, head, layer),
        };
    }

    /// <summary>As BERT, without segments and pooler.</summary>
    public static Layer DistilBert(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(Model, Model, "ForMaskedLM", Sequence, Choice, Tokens, Answers);
        var encoder = new EncoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = config.Size("dim"),
            Layers = config.Layers("n_layers"),
            Positions = config.Size("max_position_embeddings"),
            Segments = 0,
            Heads = config.Size("n_heads"),
            Hidden = config.Size("hidden_dim"),
            Function = config.Function("activation", "gelu"),

            // The class has no setting for it.
            Epsilon = 1e-12,
            AttentionDropout = config.Number("attention_dropout") ?? 0.1,
            PaddingToken = config.PaddingToken(scope.Family.PaddingToken),
            BlocksName = "transformer.layer",
        };
        (Layer words, Layer layer) = encoder.Build(scope);
        return head switch
        {
            Model => layer,
            "ForMaskedLM" => encoder.WordsHead(scope, layer, words, "vocab_transform", "vocab_layer_norm", "vocab_projector"),
            Sequence => Classifier(First(), config.Labels),
            Choice => Classifier(First(), 1),
            _ => OfTokens(scope, head, layer),
        };

        Layer First() => OfFirst(encoder, layer, "pre_classifier", "pre_classifier", "pre_classifier/activation", ActivationFunction.Relu);
    }

    /// <summary>The encoder by the settings of BERT.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="segments">The number of segment types; null is that of the file.</param>
    public static EncoderModel Encoder(ModelScope scope, long? segments = null)
    {
        ModelConfig config = scope.Config;
        ModelConfig.Refuse(config.Flag("add_cross_attention", false), "add_cross_attention", "a decoder with cross-attention is not supported; it must be false.");
        ModelConfig.Refuse(
            (config.Text("position_embedding_type") ?? "absolute") != "absolute", "position_embedding_type", "only absolute is supported.");
        return new EncoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = config.Size("hidden_size"),
            Layers = config.Layers("num_hidden_layers"),
            Positions = config.Size("max_position_embeddings"),
            Segments = segments ?? config.Size("type_vocab_size"),
            Heads = config.Size("num_attention_heads"),
            Hidden = config.Size("intermediate_size"),
            Function = config.Function("hidden_act", "gelu"),
            IsCausal = config.Flag("is_decoder", false),
            Epsilon = config.Epsilon("layer_norm_eps", 1e-12),
            AttentionDropout = config.Number("attention_probs_dropout_prob") ?? 0.1,
            PaddingToken = config.PaddingToken(scope.Family.PaddingToken),
            BlocksName = "encoder.layer",
        };
    }

    /// <summary>A dense layer and an activation on the first position.</summary>
    public static Layer Pooler(EncoderModel encoder, Layer layer) =>
        OfFirst(encoder, layer, "pooler", "pooler.dense", "pooler.activation", ActivationFunction.Tanh);

    /// <summary>A dense layer on the first position, as wide as the encoder, and an activation.</summary>
    public static Layer OfFirst(EncoderModel encoder, Layer layer, string at, string dense, string activation, ActivationFunction function)
    {
        layer = ModelScope.Add(dense, new Dense(encoder.Width), ModelScope.Position(layer, at, 0));
        return ModelScope.Add(activation, new Activation(function), layer);
    }

    /// <summary>The classes of a vector.</summary>
    public static Layer Classifier(Layer layer, long labels) => ModelScope.Add("classifier", new Dense(labels), layer);

    /// <summary>A head on every position: of classes, or of the beginning and the end of an answer.</summary>
    public static Layer OfTokens(ModelScope scope, string head, Layer layer) =>
        ModelScope.Add(head == Tokens ? "classifier" : "qa_outputs", new Dense(scope.Config.Labels), layer);
}
