namespace DeepCalc.Formats.HuggingFace;

/// <summary>The part that BERT and its relatives share: embeddings with positions, a normalisation, and blocks.</summary>
internal sealed record EncoderModel
{
    public required long Vocabulary { get; init; }

    public required long Width { get; init; }

    public required long Layers { get; init; }

    public required long Positions { get; init; }

    /// <summary>The number of segment types, or 0 if there are none.</summary>
    public required long Segments { get; init; }

    public required long Heads { get; init; }

    public required long Hidden { get; init; }

    public required ActivationFunction Function { get; init; }

    /// <summary>Whether a position attends only to itself and those before it.</summary>
    public bool IsCausal { get; init; }

    /// <summary>The epsilon of the normalisations; null for the usual one.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The fraction of attention's weights that training sets to zero.</summary>
    public required double AttentionDropout { get; init; }

    /// <summary>The index of the padding token in the word embeddings, or null.</summary>
    public long? PaddingToken { get; init; }

    /// <summary>The checkpoint's name for the list of blocks.</summary>
    public required string BlocksName { get; init; }

    /// <summary>The width of the embeddings, which a projection makes that of the network; null if it is the same.</summary>
    public long? EmbeddingWidth { get; init; }

    /// <summary>The checkpoint's name for that projection.</summary>
    public string ProjectionName { get; init; } = "embeddings_project";

    /// <summary>The number of relative positions with biases, which all blocks add to their scores; null for none.</summary>
    public long? RelativePositions { get; init; }

    /// <summary>The weights that the block with a number shares with others; null where each has its own.</summary>
    public Func<long, BlockWeights>? SharedWeights { get; init; }

    /// <summary>The word embeddings, whose weights a head may share, and the encoder's output.</summary>
    public (Layer Words, Layer Output) Build(ModelScope scope)
    {
        long width = EmbeddingWidth ?? Width;
        Layer words = ModelScope.Add("embeddings.word_embeddings", new Embedding(Vocabulary, width) { PaddingIndex = PaddingToken }, scope.Words());
        Layer layer = words;
        if (Segments > 0)
        {
            Layer segments = ModelScope.Add("embeddings.token_type_embeddings", new Embedding(Segments, width), scope.Words("token_type_ids"));
            layer = ModelScope.Add("embeddings.sum", new Merge(), words, segments);
        }

        layer = ModelScope.Add("embeddings.position_embeddings", new PositionEmbedding(Length: Positions), layer);
        layer = ModelScope.Add("embeddings.LayerNorm", Normalizer, layer);
        layer = width == Width ? layer : ModelScope.Add(ProjectionName, new Dense(Width), layer);
        return (words, scope.Blocks(layer, BlocksName, Layers, (input, number, inner) => Block(number).On(input, null, inner with { Weights = SharedWeights?.Invoke(number) })));
    }

    /// <summary>A masked-language-model head: a layer, a normalisation and the weights of the word embeddings.</summary>
    public Layer WordsHead(ModelScope scope, Layer layer, Layer words, string transform, string norm, string decoder)
    {
        layer = ModelScope.Add(transform, new Dense(EmbeddingWidth ?? Width), layer);
        layer = ModelScope.Add(transform + "/activation", new Activation(Function), layer);
        layer = ModelScope.Add(norm, Normalizer, layer);
        layer = ModelScope.Add(decoder, new Dense(Vocabulary), layer);
        return scope.Config.Flag("tie_word_embeddings", true) ? layer.TiedTo(words) : layer;
    }

    // The biases of relative positions are learned in the first block.
    private TransformerBlock Block(long number) => new()
    {
        Attention = new MultiHeadAttention
        {
            Heads = Heads,
            IsCausal = IsCausal,
            Dropout = AttentionDropout,
            RelativePositions = number == 0 ? RelativePositions : null,
            AddsToScores = RelativePositions is not null && number > 0,
        },
        FeedForward = new FeedForwardBlock { Hidden = Hidden, Function = Function },
        Epsilon = Epsilon,
    };

    private Normalization Normalizer => new(NormalizationKind.Layer) { Epsilon = Epsilon };
}
