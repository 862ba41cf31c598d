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

    /// <summary>The family of a file.</summary>
    /// <exception cref="DeepCalcException">It is not known.</exception>
    public static ModelFamily Of(ModelConfig config) =>
        Array.Find(All, family => family.ModelType == config.ModelType)
        ?? throw new DeepCalcException(ErrorCode.LayerUnknown, config.ModelType == "gemma3"
            ? "model_type gemma3 is a network that sees images too, which is not read; the text network by itself has model_type gemma3_text."
            : config.Has("text_config")
            ? $"the model_type {ModelConfig.Cut(config.ModelType)} is a network of several, which is not read; its text network by itself is what text_config describes."
            : $"the model_type {ModelConfig.Cut(config.ModelType)} is not known; {Names} are.");
}
