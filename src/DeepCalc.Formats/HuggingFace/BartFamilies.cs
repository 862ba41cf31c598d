namespace DeepCalc.Formats.HuggingFace;

/// <summary>BART and its relatives: an encoder and a decoder with layer normalisation and biases.</summary>
internal static class BartFamilies
{
    private const string SequenceClasses = "ForSequenceClassification";
    private const string Translation = "MTModel";
    private const string TextToText = "ForTextToText";

    // The learned positions of BART begin behind two that are reserved.
    private const long Reserved = 2;

    public static ModelFamily[] Families { get; } =
    [
        new("bart", "Bart", Bart) { IsTied = true, PaddingToken = 1 },
        new("mbart", "MBart", MBart) { IsTied = true, PaddingToken = 1 },
        new("m2m_100", "M2M100", M2M100) { IsTied = true, PaddingToken = 1 },
        new("marian", "Marian", Marian) { IsTied = true, PaddingToken = 58_100 },
        new("pegasus", "Pegasus", Pegasus) { IsTied = true, PaddingToken = 0 },
        new("seamless_m4t", "SeamlessM4T", Seamless) { IsTied = true, PaddingToken = 0, HasParts = true },
        new("seamless_m4t_v2", "SeamlessM4Tv2", Seamless) { IsTied = true, PaddingToken = 0, HasParts = true },
    ];

    /// <summary>Encoder and decoder; layer normalisation after, learned positions, biases.</summary>
    public static Layer Bart(ModelScope scope) => Model(scope, new Variant { Positions = Positions.Learned, NormalizesWords = true, HasOffset = true });

    /// <summary>As BART, with layer normalisation before.</summary>
    public static Layer MBart(ModelScope scope) =>
        Model(scope, new Variant { Positions = Positions.Learned, NormalizesWords = true, HasOffset = true, IsPreNorm = true });

    /// <summary>As mBART, with sines and cosines as positions.</summary>
    public static Layer M2M100(ModelScope scope) =>
        Model(scope, new Variant { Positions = Positions.Computed, IsPreNorm = true, Function = "relu", ScalesWords = true, AttentionDropout = 0.1 });

    /// <summary>As BART, with a stored table of sines and cosines as positions.</summary>
    public static Layer Marian(ModelScope scope) => Model(scope, new Variant { Positions = Positions.Stored, HasOffset = true });

    /// <summary>As Marian, with layer normalisation before.</summary>
    public static Layer Pegasus(ModelScope scope) => Model(scope, new Variant { Positions = Positions.Stored, HasOffset = true, IsPreNorm = true });

    /// <summary>As M2M-100: the translation of texts (ForTextToText), which is also the part Text of the whole. Speech is not supported.</summary>
    public static Layer Seamless(ModelScope scope)
    {
        ModelConfig.Refuse(scope.Options.OnlyPart == NetworkPart.Vision, "-Part", "the family has no network of images; valid is Text.");
        ModelScope text = scope.Options.OnlyPart == NetworkPart.Text ? scope with { ChosenHead = TextToText } : scope;
        return Model(
            text,
            new Variant { Positions = Positions.Computed, IsPreNorm = true, Function = "relu", ScalesWords = true, AttentionDropout = 0.1, WidthKey = "hidden_size" },
            TextToText);
    }

    private enum Positions
    {
        Learned,

        // Sines and cosines that a checkpoint has among its parameters, and that training does not change.
        Stored,
        Computed,
    }

    private sealed record Variant
    {
        public required Positions Positions { get; init; }

        public bool IsPreNorm { get; init; }

        public bool NormalizesWords { get; init; }

        public bool ScalesWords { get; init; }

        public bool HasOffset { get; init; }

        public string Function { get; init; } = "gelu";

        public double AttentionDropout { get; init; }

        public string WidthKey { get; init; } = "d_model";
    }

    private static Layer Model(ModelScope scope, Variant variant) => Model(scope, variant, PairModel.Generation, Translation, PairModel.Model, SequenceClasses);

    private static Layer Model(ModelScope scope, Variant variant, params ReadOnlySpan<string> heads)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(heads[0], heads);
        ModelConfig.Refuse(
            !config.Flag("share_encoder_decoder_embeddings", true), "share_encoder_decoder_embeddings", "an encoder and a decoder with words of their own are not supported; it must be true.");
        long width = config.Size(variant.WidthKey);
        var embedding = new Embedding(config.Size("vocab_size"), width) { PaddingIndex = config.PaddingToken(scope.Family.PaddingToken) };
        Layer words = ModelScope.Add("model.shared", embedding, scope.Source());
        TransformerBlock encoder = Block("encoder", isCausal: false);
        TransformerBlock decoder = Block("decoder", isCausal: true);

        Layer layer = scope.Blocks(Embedded("encoder", words), "model.encoder.layers", config.Layers("encoder_layers"), _ => encoder);
        layer = Normalized("encoder", layer);
        Layer target = ModelScope.Add("model.decoder.embed_tokens", embedding, scope.Target()).TiedTo(words);
        layer = scope.BlocksWithMemory(Embedded("decoder", target), layer, "model.decoder.layers", config.Layers("decoder_layers"), _ => decoder);
        layer = Normalized("decoder", layer);
        switch (head)
        {
            case PairModel.Model:
                return layer;
            case SequenceClasses:
                layer = ModelScope.Add("classification_head.dense", new Dense(width), ModelScope.Position(layer, "classification_head", -1));
                layer = ModelScope.Add("classification_head.activation", new Activation(ActivationFunction.Tanh), layer);
                return ModelScope.Add("classification_head.out_proj", new Dense(config.Labels), layer);
        }

        layer = ModelScope.Add("lm_head", new Dense(embedding.Vocabulary, UseBias: false), layer);
        layer = config.Flag("tie_word_embeddings", scope.Family.IsTied) ? layer.TiedTo(words) : layer;
        return variant.HasOffset ? ModelScope.Add("final_logits_bias", new FixedOffset(), layer) : layer;

        Layer Embedded(string side, Layer layer)
        {
            layer = new BlockScope($"model.{side}").Scaled("scale", layer, config.Flag("scale_embedding", variant.ScalesWords) ? Math.Sqrt(width) : null);
            layer = ModelScope.Add(
                $"model.{side}.embed_positions",
                variant.Positions == Positions.Computed ? new PositionEmbedding(PositionKind.Sinusoidal) : new PositionEmbedding(
                    Length: config.Size("max_position_embeddings") + (variant.Positions == Positions.Learned ? Reserved : 0)),
                layer);
            layer = variant.Positions == Positions.Stored ? layer.Frozen() : layer;
            return variant.NormalizesWords ? ModelScope.Add($"model.{side}.layernorm_embedding", encoder.Normalizer, layer) : layer;
        }

        Layer Normalized(string side, Layer layer) => variant.IsPreNorm ? ModelScope.Add($"model.{side}.layer_norm", encoder.Normalizer, layer) : layer;

        TransformerBlock Block(string side, bool isCausal) => new()
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size($"{side}_attention_heads"),
                IsCausal = isCausal,
                Dropout = config.Number("attention_dropout") ?? variant.AttentionDropout,
            },
            FeedForward = new FeedForwardBlock { Hidden = config.Size($"{side}_ffn_dim"), Function = config.Function("activation_function", variant.Function) },
            IsPreNorm = variant.IsPreNorm,
        };
    }
}
