namespace DeepCalc;

/// <summary>A family of networks, as transformers calls it.</summary>
/// <param name="ModelType">The name in config.json.</param>
/// <param name="ClassPrefix">How the names of its classes begin.</param>
/// <param name="Build">Makes the network.</param>
internal sealed record ModelFamily(string ModelType, string ClassPrefix, Func<ModelScope, Layer> Build)
{
    /// <summary>How the names of some of its classes begin, or null.</summary>
    public string? OtherPrefix { get; init; }

    /// <summary>What a class of the family ends in, or null for one that is not of it.</summary>
    public string? HeadOf(string architecture) =>
        OtherPrefix is { } other && architecture.StartsWith(other, StringComparison.Ordinal) ? architecture[other.Length..]
        : architecture.StartsWith(ClassPrefix, StringComparison.Ordinal) ? architecture[ClassPrefix.Length..]
        : null;

    private static readonly ModelFamily[] All =
    [
        new("llama", "Llama", LlamaFamilies.Llama),
        new("mistral", "Mistral", LlamaFamilies.Mistral),
        new("mixtral", "Mixtral", LlamaFamilies.Mixtral),
        new("qwen2", "Qwen2", LlamaFamilies.Qwen2),
        new("qwen2_moe", "Qwen2Moe", LlamaFamilies.Qwen2Moe),
        new("qwen3", "Qwen3", LlamaFamilies.Qwen3),
        new("qwen3_moe", "Qwen3Moe", LlamaFamilies.Qwen3Moe),
        new("gemma", "Gemma", GemmaFamilies.Gemma),
        new("gemma2", "Gemma2", GemmaFamilies.Gemma2),
        new("gemma3_text", "Gemma3", GemmaFamilies.Gemma3) { OtherPrefix = "Gemma3Text" },
        new("phi", "Phi", GptFamilies.Phi),
        new("phi3", "Phi3", LlamaFamilies.Phi3),
        new("gpt2", "GPT2", GptFamilies.Gpt2),
        new("gpt_neox", "GPTNeoX", GptFamilies.GptNeoX),
        new("bert", "Bert", BertFamilies.Bert),
        new("roberta", "Roberta", BertFamilies.Roberta),
        new("xlm-roberta", "XLMRoberta", BertFamilies.Roberta),
        new("camembert", "Camembert", BertFamilies.Roberta),
        new("distilbert", "DistilBert", DistilBertFamily.Build),
        new("vit", "ViT", VisionFamilies.VisionTransformer),
    ];

    /// <summary>All families, as an error lists them.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(family => family.ModelType));

    // The text networks within networks that see or hear too, by the families that they are built as.
    // Source: the modular files of transformers, src/transformers/models/*/modular_*.py.
    private static readonly Dictionary<string, string> TextNetworks = new(StringComparer.Ordinal)
    {
        ["qwen2_vl_text"] = "qwen2",
        ["qwen2_5_vl_text"] = "qwen2",
        ["qwen2_5_omni_text"] = "qwen2",
        ["qwen3_vl_text"] = "qwen3",
    };

    /// <summary>The family of a file.</summary>
    /// <exception cref="DeepCalcException">It is not known.</exception>
    public static ModelFamily Of(ModelConfig config, ImportOptions options) => Find(config.ModelType) ?? throw Unknown(config, options);

    private static ModelFamily? Find(string modelType) =>
        Array.Find(All, family => family.ModelType == TextNetworks.GetValueOrDefault(modelType, modelType));

    private static DeepCalcException Unknown(ModelConfig config, ImportOptions options)
    {
        string type = ModelConfig.Cut(config.ModelType);
        if (!config.Has("text_config"))
        {
            return new DeepCalcException(ErrorCode.LayerUnknown, $"the model_type {type} is not known; {Names} are. {Weights}");
        }

        string why = Refusal(config, options);
        return new DeepCalcException(
            ErrorCode.LayerUnknown,
            $"the model_type {type} is a network of several, which is not read. "
            + (why.Length == 0 ? "Its text network is: save the object text_config as a config.json of its own, and import that. " : $"Nor is its text network (text_config): {why} ") + Weights);
    }

    private const string Weights = "The weights of a network, in safetensors or GGUF files, give its parameters and bytes.";

    // Advice is tried before it is given.
    private static string Refusal(ModelConfig config, ImportOptions options)
    {
        try
        {
            if (config.Inner("text_config") is not { } text)
            {
                return "it has no model_type.";
            }

            if (Find(text.ModelType) is not { } family)
            {
                return $"its model_type {ModelConfig.Cut(text.ModelType)} is not known.";
            }

            family.Build(new ModelScope("text", text, family, options with { Fact = null }));
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
