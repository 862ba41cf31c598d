namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// A family of networks in transformers: its names, and the defaults of its configuration class for settings that a file may omit.
/// </summary>
/// <param name="ModelType">The model_type in config.json.</param>
/// <param name="ClassPrefix">The prefix of its class names.</param>
/// <param name="Build">Builds the network.</param>
internal sealed record ModelFamily(string ModelType, string ClassPrefix, Func<ModelScope, Layer> Build)
{
    // Each file of families has the table of its own.
    private static readonly ModelFamily[] All =
    [
        .. LlamaFamilies.Families,
        .. QwenFamilies.Families,
        .. GemmaFamilies.Families,
        .. GptFamilies.Families,
        .. BertFamilies.Families,
        .. AlbertFamilies.Families,
        .. DebertaFamilies.Families,
        .. ModernBertFamilies.Families,
        .. EarlyFamilies.Families,
        .. LayerNormFamilies.Families,
        .. OlmoFamilies.Families,
        .. GraniteFamilies.Families,
        .. StateSpaceFamilies.Families,
        .. LlamaLikeFamilies.Families,
        .. RecurrentFamilies.Families,
        .. ZambaFamilies.Families,
        .. LaterGemmaFamilies.Families,
        .. DeepSeekFamilies.Families,
        .. KimiFamilies.Families,
        .. GlmFamilies.Families,
        .. GptOssFamilies.Families,
        .. QwenHybridFamilies.Families,
        .. Llama4Families.Families,
        .. MiMoFamilies.Families,
        .. MiniMaxFamilies.Families,
        .. NemotronFamilies.Families,
        .. ExaoneFamilies.Families,
        .. ErnieFamilies.Families,
        .. HunYuanFamilies.Families,
        .. VisionFamilies.Families,
        .. SwinFamilies.Families,
        .. ConvNextFamilies.Families,
        .. T5Families.Families,
        .. BartFamilies.Families,
        .. SpeechFamilies.Families,
        .. SpeechEncoderFamilies.Families,
        .. ClipFamilies.Families,
        .. SiglipFamilies.Families,
        .. PixtralFamilies.Families,
        .. LlavaFamilies.Families,
        .. QwenVisionFamilies.Families,
    ];

    /// <summary>The names of all families, for errors.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(family => family.ModelType));

    /// <summary>A second prefix, of some of its class names, or null.</summary>
    public string? OtherPrefix { get; init; }

    /// <summary>The number of key and value heads; null is the number of query heads.</summary>
    public long? KeyValueHeads { get; init; }

    /// <summary>The width of a head; null is the width of the model divided by the heads.</summary>
    public long? HeadWidth { get; init; }

    /// <summary>The share of a head that rotary positions rotate, from 0 to 1.</summary>
    public double RotaryShare { get; init; } = 1;

    /// <summary>The base of rotary positions.</summary>
    public double RotaryBase { get; init; } = PositionEmbedding.UsualBase;

    /// <summary>The epsilon of the normalisations.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The number of positions that a query of a layer with a window sees, or null for all.</summary>
    public long? Window { get; init; }

    /// <summary>The number of the padding token, or null.</summary>
    public long? PaddingToken { get; init; }

    /// <summary>Whether the head shares the weights of the word embeddings.</summary>
    public bool IsTied { get; init; }

    /// <summary>The sizes that a file may omit where the network is nested in another one.</summary>
    public IReadOnlyDictionary<string, long> UsualSizes { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether the network has a part for text and one for images (<see cref="ImportOptions.OnlyPart"/>).</summary>
    public bool HasParts { get; init; }

    /// <summary>A class name without the family's prefix, or null for a class of another family.</summary>
    public string? HeadOf(string architecture) =>
        OtherPrefix is { } other && architecture.StartsWith(other, StringComparison.Ordinal) ? architecture[other.Length..]
        : architecture.StartsWith(ClassPrefix, StringComparison.Ordinal) ? architecture[ClassPrefix.Length..]
        : null;

    /// <summary>The family of a file.</summary>
    /// <exception cref="DeepCalcException">The family is unknown.</exception>
    public static ModelFamily Of(ModelConfig config, ImportOptions options) => Find(config.ModelType)
        ?? (options.OnlyPart == NetworkPart.Text && config.Has(TextKey) ? OfText(config.ModelType) : throw Unknown(config, options));

    /// <summary>The family with a name, or null.</summary>
    public static ModelFamily? Find(string modelType) => Array.Find(All, family => family.ModelType == modelType);

    // The text network of a network that is unknown as a whole.
    private static ModelFamily OfText(string modelType) => new(modelType, "", scope =>
    {
        scope.Config.IgnoreAll();
        return scope.Inner(TextKey).Build();
    })
    {
        HasParts = true,
    };

    private static DeepCalcException Unknown(ModelConfig config, ImportOptions options)
    {
        string type = Quoted.Cut(config.ModelType);
        if (!config.Has(TextKey))
        {
            return new DeepCalcException(ErrorCode.LayerUnknown, $"the model_type {type} is not supported; supported are {Names}. {Weights}");
        }

        string why = Refusal(config, options);
        return new DeepCalcException(
            ErrorCode.LayerUnknown,
            $"the model_type {type} combines several networks, which is not supported. "
            + (why.Length == 0 ? "Its text network is supported: import it with -Part Text. " : $"Neither is its text network (text_config): {why} ") + Weights);
    }

    private const string TextKey = "text_config";
    private const string Weights = "For parameters and bytes, import the network's weights: safetensors or GGUF files.";

    // Builds the text network, so that the advice to import it is never wrong.
    private static string Refusal(ModelConfig config, ImportOptions options)
    {
        try
        {
            ModelConfig text = config.Inner(TextKey);
            text.IgnoreAll();
            string type = text.ModelType;
            if (Find(type) is null)
            {
                return $"its model_type {Quoted.Cut(type)} is not supported.";
            }

            new ModelScope("text", config, OfText(config.ModelType), options with { Fact = null }).Build();
            config.RequireAllRead();
            return "";
        }
        catch (DeepCalcException e)
        {
            return e.Message;
        }
        catch (OverflowException)
        {
            return "its sizes do not fit in 64 bits.";
        }
    }
}
