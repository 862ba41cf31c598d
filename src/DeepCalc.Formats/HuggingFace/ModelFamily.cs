namespace DeepCalc.Formats.HuggingFace;

/// <summary>A family of networks in transformers.</summary>
/// <param name="ModelType">The model_type in config.json.</param>
/// <param name="ClassPrefix">The prefix of its class names.</param>
/// <param name="Build">Builds the network.</param>
internal sealed record ModelFamily(string ModelType, string ClassPrefix, Func<ModelScope, Layer> Build)
{
    /// <summary>A second prefix, of some of its class names, or null.</summary>
    public string? OtherPrefix { get; init; }

    /// <summary>A class name without the family's prefix, or null for a class of another family.</summary>
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
        new("distilbert", "DistilBert", BertFamilies.DistilBert),
        new("vit", "ViT", VisionFamilies.VisionTransformer),
    ];

    /// <summary>The names of all families, for errors.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(family => family.ModelType));

    // The text networks of multimodal models, and the families that they are built as.
    // Source: the modular files of transformers, src/transformers/models/*/modular_*.py.
    private static readonly Dictionary<string, string> TextNetworks = new(StringComparer.Ordinal)
    {
        ["qwen2_vl_text"] = "qwen2",
        ["qwen2_5_vl_text"] = "qwen2",
        ["qwen2_5_omni_text"] = "qwen2",
        ["qwen3_vl_text"] = "qwen3",
    };

    /// <summary>The family of a file.</summary>
    /// <exception cref="DeepCalcException">The family is unknown.</exception>
    public static ModelFamily Of(ModelConfig config, ImportOptions options) => Find(config.ModelType) ?? throw Unknown(config, options);

    private static ModelFamily? Find(string modelType) =>
        Array.Find(All, family => family.ModelType == TextNetworks.GetValueOrDefault(modelType, modelType));

    private static DeepCalcException Unknown(ModelConfig config, ImportOptions options)
    {
        string type = Quoted.Cut(config.ModelType);
        if (!config.Has("text_config"))
        {
            return new DeepCalcException(ErrorCode.LayerUnknown, $"the model_type {type} is not supported; supported are {Names}. {Weights}");
        }

        string why = Refusal(config, options);
        return new DeepCalcException(
            ErrorCode.LayerUnknown,
            $"the model_type {type} combines several networks, which is not supported. "
            + (why.Length == 0 ? "Its text network is supported: save the object text_config as a config.json of its own, and import that. " : $"Neither is its text network (text_config): {why} ") + Weights);
    }

    private const string Weights = "For parameters and bytes, import the network's weights: safetensors or GGUF files.";

    // Builds the text network, so that the advice to import it is never wrong.
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
                return $"its model_type {Quoted.Cut(text.ModelType)} is not supported.";
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
