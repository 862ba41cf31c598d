namespace DeepCalc.Formats.HuggingFace;

/// <summary>BERT and RoBERTa, with the heads of their classes.</summary>
internal static class BertFamilies
{
    private const string Model = "Model";

    /// <summary>Layer normalisation after, learned positions and segments.</summary>
    public static Layer Bert(ModelScope scope)
    {
        string head = scope.Head(
            Model,
            Model, "ForMaskedLM", "ForPreTraining", "LMHeadModel", "ForNextSentencePrediction", "ForSequenceClassification", "ForMultipleChoice", "ForTokenClassification", "ForQuestionAnswering");
        EncoderModel encoder = Encoder(scope.Config);
        (Layer words, Layer layer) = encoder.Build(scope);
        bool isTied = scope.Config.Flag("tie_word_embeddings", true);
        return head switch
        {
            Model => Pooler(encoder, layer),
            "ForMaskedLM" or "LMHeadModel" => Predictions(encoder, layer, words, isTied),
            "ForPreTraining" => new Layer(
                new OutputSet(), null, Predictions(encoder, layer, words, isTied), ModelScope.Add("cls.seq_relationship", new Dense(2), Pooler(encoder, layer))),
            "ForNextSentencePrediction" => ModelScope.Add("cls.seq_relationship", new Dense(2), Pooler(encoder, layer)),
            "ForSequenceClassification" => Classifier(Pooler(encoder, layer), scope.Config.Labels),
            "ForMultipleChoice" => Classifier(Pooler(encoder, layer), 1),
            "ForTokenClassification" => Classifier(layer, scope.Config.Labels),
            _ => ModelScope.Add("qa_outputs", new Dense(scope.Config.Labels), layer),
        };
    }

    /// <summary>As BERT, with a classifier of its own.</summary>
    public static Layer Roberta(ModelScope scope)
    {
        string head = scope.Head(
            Model, Model, "ForMaskedLM", "ForCausalLM", "ForSequenceClassification", "ForMultipleChoice", "ForTokenClassification", "ForQuestionAnswering");
        EncoderModel encoder = Encoder(scope.Config);
        (Layer words, Layer layer) = encoder.Build(scope);
        switch (head)
        {
            case Model:
                return Pooler(encoder, layer);
            case "ForMaskedLM" or "ForCausalLM":
                return (encoder with { Function = ActivationFunction.Gelu })
                    .WordsHead(layer, words, scope.Config.Flag("tie_word_embeddings", true), "lm_head.dense", "lm_head.layer_norm", "lm_head.decoder");
            case "ForSequenceClassification":
                layer = ModelScope.Add("classifier.dense", new Dense(encoder.Width), ModelScope.Position(layer, "classifier", 0));
                layer = ModelScope.Add("classifier.activation", new Activation(ActivationFunction.Tanh), layer);
                return ModelScope.Add("classifier.out_proj", new Dense(scope.Config.Labels), layer);
            case "ForMultipleChoice":
                return Classifier(Pooler(encoder, layer), 1);
            case "ForTokenClassification":
                return Classifier(layer, scope.Config.Labels);
            default:
                return ModelScope.Add("qa_outputs", new Dense(scope.Config.Labels), layer);
        }
    }

    private static EncoderModel Encoder(ModelConfig config)
    {
        ModelConfig.Refuse(config.Flag("add_cross_attention", false), "add_cross_attention", "a decoder with cross-attention is not supported; it must be false.");
        ModelConfig.Refuse(
            (config.Text("position_embedding_type") ?? "absolute") != "absolute", "position_embedding_type", "only absolute is supported.");
        return new EncoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = config.Size("hidden_size"),
            Layers = config.Layers("num_hidden_layers"),
            Positions = config.Size("max_position_embeddings"),
            Segments = config.Size("type_vocab_size"),
            Heads = config.Size("num_attention_heads"),
            Hidden = config.Size("intermediate_size"),
            Function = config.Function("hidden_act", "gelu"),
            IsCausal = config.Flag("is_decoder", false),
            Epsilon = config.Epsilon("layer_norm_eps", 1e-12),
            AttentionDropout = config.Number("attention_probs_dropout_prob") ?? 0.1,
            PaddingToken = config.PaddingToken(config.ModelType == "bert" ? 0 : 1),
            BlocksName = "encoder.layer",
        };
    }

    // The head uses the first position.
    private static Layer Pooler(EncoderModel encoder, Layer layer) => ModelScope.Add(
        "pooler.activation",
        new Activation(ActivationFunction.Tanh),
        ModelScope.Add("pooler.dense", new Dense(encoder.Width), ModelScope.Position(layer, "pooler", 0)));

    private static Layer Predictions(EncoderModel encoder, Layer layer, Layer words, bool isTied) => encoder.WordsHead(
        layer, words, isTied, "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.decoder");

    private static Layer Classifier(Layer layer, long labels) =>
        ModelScope.Add("classifier", new Dense(labels), layer);
}
