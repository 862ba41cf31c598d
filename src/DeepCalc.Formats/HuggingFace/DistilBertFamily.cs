namespace DeepCalc.Formats.HuggingFace;

/// <summary>DistilBERT: BERT with half the layers, without segments and pooler.</summary>
internal static class DistilBertFamily
{
    private const string Model = "Model";

    /// <summary>As BERT, without segments and pooler.</summary>
    public static Layer Build(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(
            Model, Model, "ForMaskedLM", "ForSequenceClassification", "ForMultipleChoice", "ForTokenClassification", "ForQuestionAnswering");
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
            PaddingToken = config.PaddingToken(0),
            BlocksName = "transformer.layer",
        };
        (Layer words, Layer layer) = encoder.Build(scope);
        return head switch
        {
            Model => layer,
            "ForMaskedLM" => encoder.WordsHead(layer, words, config.Flag("tie_word_embeddings", true), "vocab_transform", "vocab_layer_norm", "vocab_projector"),
            "ForSequenceClassification" => Classifier(layer, encoder.Width, config.Labels),
            "ForMultipleChoice" => Classifier(layer, encoder.Width, 1),
            "ForTokenClassification" => ModelScope.Add("classifier", new Dense(config.Labels), layer),
            _ => ModelScope.Add("qa_outputs", new Dense(config.Labels), layer),
        };
    }

    private static Layer Classifier(Layer layer, long width, long labels)
    {
        layer = ModelScope.Add("pre_classifier", new Dense(width), ModelScope.Position(layer, "pre_classifier", 0));
        layer = ModelScope.Add("pre_classifier/activation", new Activation(ActivationFunction.Relu), layer);
        return ModelScope.Add("classifier", new Dense(labels), layer);
    }
}
