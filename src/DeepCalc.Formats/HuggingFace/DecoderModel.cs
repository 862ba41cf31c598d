using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.HuggingFace;

/// <summary>A network that predicts the next token: embeddings, blocks, a normalisation and a head.</summary>
internal sealed record DecoderModel
{
    private const string LanguageModel = "ForCausalLM";
    private const string OldLanguageModel = "LMHeadModel";
    private const string Model = "Model";
    private const string SequenceClasses = "ForSequenceClassification";
    private const string TokenClasses = "ForTokenClassification";

    /// <summary>The number of tokens in the vocabulary.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>The width of an embedding vector.</summary>
    public required long Width { get; init; }

    /// <summary>The number of blocks.</summary>
    public required long Layers { get; init; }

    /// <summary>Makes the block with a number, from 0.</summary>
    public required Func<long, TransformerBlock> Block { get; init; }

    /// <summary>The number of learned position embeddings, or null if there are none.</summary>
    public long? Positions { get; init; }

    /// <summary>Whether embeddings are multiplied by the square root of their width.</summary>
    public bool ScalesWords { get; init; }

    /// <summary>Whether the head shares the weights of the word embeddings.</summary>
    public required bool IsTied { get; init; }

    /// <summary>Whether the head has biases.</summary>
    public bool HasHeadBias { get; init; }

    /// <summary>The cap of the head's outputs, or null for none.</summary>
    public double? OutputCap { get; init; }

    /// <summary>The index of the padding token in the word embeddings, or null.</summary>
    public long? PaddingToken { get; init; }

    /// <summary>The checkpoint's name for the word embeddings.</summary>
    public string WordsName { get; init; } = "model.embed_tokens";

    /// <summary>The checkpoint's name for the list of blocks.</summary>
    public string BlocksName { get; init; } = "model.layers";

    /// <summary>The checkpoint's name for the last normalisation.</summary>
    public string NormName { get; init; } = "model.norm";

    /// <summary>The checkpoint's name for the head.</summary>
    public string HeadName { get; init; } = "lm_head";

    /// <summary>The network.</summary>
    public Layer Build(ModelScope scope)
    {
        string head = scope.Head(LanguageModel, LanguageModel, OldLanguageModel, Model, SequenceClasses, TokenClasses);
        Layer words = ModelScope.Add(WordsName, new Embedding(Vocabulary, Width) { PaddingIndex = PaddingToken }, scope.Words());
        Layer layer = ScalesWords ? ModelScope.Add(WordsName + "/scale", new Pointwise("Rescaling", 1) { IsLinear = true, Constants = Constants.Of(("scale", Math.Sqrt(Width))) }, words) : words;
        layer = Positions is { } positions ? ModelScope.Add("wpe", new PositionEmbedding(Length: positions), layer) : layer;
        TransformerBlock block = Block(0);
        for (long i = 0; i < Layers; i++)
        {
            scope.Options.Cancellation.ThrowIfCancellationRequested();
            block = Block(i);
            layer = block.On(layer, null, new BlockScope(FormattableString.Invariant($"{BlocksName}.{i}")));
        }

        layer = ModelScope.Add(NormName, block.Normalizer, layer);
        switch (head)
        {
            case Model:
                return layer;
            case SequenceClasses:
                return ModelScope.Position(ModelScope.Add("score", new Dense(scope.Config.Labels, UseBias: false), layer), "score", -1);
            case TokenClasses:
                return ModelScope.Add("score", new Dense(scope.Config.Labels), layer);
        }

        layer = ModelScope.Add(HeadName, new Dense(Vocabulary, HasHeadBias), layer);
        layer = IsTied ? layer.TiedTo(words) : layer;
        return OutputCap is null
            ? layer
            : ModelScope.Add(HeadName + "/cap", new Pointwise("SoftCap", ElementwiseWork.SoftCap) { Constants = Constants.Of(("cap", OutputCap)) }, layer);
    }
}
