namespace DeepCalc.Formats.HuggingFace;

/// <summary>A network that predicts the next token: embeddings, blocks, a normalisation and a head.</summary>
/// <param name="scope">The inputs of the family's builder.</param>
/// <param name="norm">The normalisation behind the blocks, or null.</param>
/// <param name="block">Adds the block with a number, from 0, after a layer.</param>
internal sealed class DecoderModel(ModelScope scope, Normalization? norm, Func<Layer, long, BlockScope, Layer> block)
{
    private const string LanguageModel = "ForCausalLM";
    private const string OldLanguageModel = "LMHeadModel";
    private const string Model = "Model";
    private const string SequenceClasses = "ForSequenceClassification";
    private const string TokenClasses = "ForTokenClassification";

    /// <summary>A network of transformer blocks, whose normalisation is also that behind them.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="block">Makes the block with a number, from 0.</param>
    public DecoderModel(ModelScope scope, Func<long, TransformerBlock> block)
        : this(scope, block(0).Normalizer, (input, number, inner) => block(number).On(input, null, inner))
    {
    }

    /// <summary>The setting for the number of words.</summary>
    public string VocabularyKey { get; init; } = "vocab_size";

    /// <summary>The setting for whether the head shares the weights of the word embeddings.</summary>
    public string IsTiedKey { get; init; } = "tie_word_embeddings";

    /// <summary>The setting for the width of an embedding vector.</summary>
    public string WidthKey { get; init; } = "hidden_size";

    /// <summary>The setting for the number of blocks.</summary>
    public string LayersKey { get; init; } = "num_hidden_layers";

    /// <summary>The input of token numbers, where something else takes it too; null for a new one.</summary>
    public Layer? Ids { get; init; }

    /// <summary>The number of blocks where it is no setting of its own, or null.</summary>
    public long? Count { get; init; }

    /// <summary>The number of learned position embeddings, or null if there are none.</summary>
    public long? Positions { get; init; }

    /// <summary>The checkpoint's name for the position embeddings.</summary>
    public string PositionsName { get; init; } = "wpe";

    /// <summary>Whether embeddings are multiplied by the square root of their width.</summary>
    public bool ScalesWords { get; init; }

    /// <summary>Another factor of the embeddings, or null.</summary>
    public double? WordsScale { get; init; }

    /// <summary>What follows the embeddings before the positions, or null.</summary>
    public Func<Layer, Layer>? Entry { get; init; }

    /// <summary>What follows the blocks before the normalisation, or null.</summary>
    public Func<Layer, Layer>? Exit { get; init; }

    public bool HasHeadBias { get; init; }

    /// <summary>The factor of the head's outputs, or null.</summary>
    public double? OutputScale { get; init; }

    /// <summary>The cap of the head's outputs, or null for none.</summary>
    public double? OutputCap { get; init; }

    /// <summary>The checkpoint's name for the word embeddings.</summary>
    public string WordsName { get; init; } = "model.embed_tokens";

    public string BlocksName { get; init; } = "model.layers";

    public string NormName { get; init; } = "model.norm";

    public string HeadName { get; init; } = "lm_head";

    public Layer Build()
    {
        string head = scope.Head(LanguageModel, LanguageModel, OldLanguageModel, Model, SequenceClasses, TokenClasses);
        long vocabulary = scope.Config.Size(VocabularyKey);
        long width = scope.Config.Size(WidthKey);
        long? padding = scope.Config.PaddingToken(scope.Family.PaddingToken);
        Layer words = ModelScope.Add(WordsName, new Embedding(vocabulary, width) { PaddingIndex = padding }, Ids ?? scope.Words());
        Layer layer = words;
        layer = new BlockScope(WordsName).Scaled("scale", layer, ScalesWords ? Math.Sqrt(width) : WordsScale);
        layer = scope.Embedded?.Invoke(layer) ?? layer;
        layer = Entry?.Invoke(layer) ?? layer;
        layer = Positions is { } positions ? ModelScope.Add(PositionsName, new PositionEmbedding(Length: positions), layer) : layer;
        layer = scope.Blocks(layer, BlocksName, Count ?? scope.Config.Layers(LayersKey), block);
        layer = Exit?.Invoke(layer) ?? layer;
        layer = norm is null ? layer : ModelScope.Add(NormName, norm, layer);
        switch (head)
        {
            case Model:
                return layer;
            case SequenceClasses:
                return ModelScope.Position(ModelScope.Add("score", new Dense(scope.Config.Labels, UseBias: false), layer), "score", -1);
            case TokenClasses:
                return ModelScope.Add("score", new Dense(scope.Config.Labels), layer);
        }

        layer = ModelScope.Add(HeadName, new Dense(vocabulary, HasHeadBias), layer);
        layer = scope.Config.Flag(IsTiedKey, scope.Family.IsTied) ? layer.TiedTo(words) : layer;
        layer = new BlockScope(HeadName).Scaled("scale", layer, OutputScale);
        return OutputCap is null
            ? layer
            : ModelScope.Add(HeadName + "/cap", new Pointwise("SoftCap", ElementwiseWork.SoftCap) { Constants = Constants.Of(("cap", OutputCap)) }, layer);
    }
}
