using System.Text.Json;

namespace DeepCalc;

/// <summary>The settings of a config.json, each with a name that an error tells.</summary>
internal sealed class ModelConfig
{
    /// <summary>More layers than any network has, so that a number in a file cannot exhaust memory.</summary>
    public const long MostLayers = 1_024;

    // Sizes beyond this are no sizes of a network, and their products fit nowhere.
    private const long MostSize = 1L << 40;
    private readonly JsonElement _root;

    public ModelConfig(JsonElement root)
    {
        _root = root;
        ModelType = Text("model_type") ?? throw new DeepCalcException(
            ErrorCode.FormatUnknown, $"the file has no model_type, which says of which family the network is; {ModelFamily.Names} are read.");
    }

    /// <summary>The family.</summary>
    public string ModelType { get; }

    /// <summary>The class of the network, such as <c>LlamaForCausalLM</c>; the first where there are several, or null.</summary>
    public string? Architecture => Find("architectures") is not { } list ? null
        : list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0 ? null
        : list.ValueKind == JsonValueKind.Array && list[0].ValueKind == JsonValueKind.String ? Decoded(list[0], "architectures")
        : throw Invalid("architectures", list, "a list of names of classes");

    /// <summary>How many classes a head tells apart: as many as have names, or two.</summary>
    public long Labels => Find("id2label") is { ValueKind: JsonValueKind.Object } labels && labels.EnumerateObject().Any()
        ? labels.EnumerateObject().Count()
        : OptionalSize("num_labels") ?? 2;

    /// <summary>Whether there is a setting, other than null.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the file tells a setting, be it null.</summary>
    public bool Tells(string key) => _root.TryGetProperty(key, out _);

    /// <summary>The settings of a network within it, or null where there is none.</summary>
    public ModelConfig? Inner(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Object } inner && inner.TryGetProperty("model_type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? new ModelConfig(inner) : null;

    /// <summary>A size that must be there.</summary>
    public long Size(string key) => OptionalSize(key) ?? throw new DeepCalcException(
        ErrorCode.InvalidSetting, $"{key} is missing; a network of the family {ModelType} needs it.");

    /// <summary>The number of layers.</summary>
    public long Layers(string key) => Size(key) is var layers && layers <= MostLayers ? layers : throw new DeepCalcException(
        ErrorCode.FileTooLarge, $"{key} is {layers}; {MostLayers} layers at most are read.");

    /// <summary>A size, or null where there is none.</summary>
    public long? OptionalSize(string key) => Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long size) && size is >= 1 and <= MostSize ? size
        : throw Invalid(key, value, $"a whole number from 1 to {MostSize}");

    /// <summary>The sizes of an axis each, or one for all.</summary>
    public AxisValues Sizes(string key)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Array } list)
        {
            return Size(key);
        }

        var sizes = new List<long>(2);
        foreach (JsonElement element in list.EnumerateArray())
        {
            sizes.Add(sizes.Count < 2 && element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long size) && size is >= 1 and <= MostSize
                ? size
                : throw Invalid(key, list, "a size, or two of them"));
        }

        return sizes.Count == 2 ? new AxisValues(sizes[0], sizes[1]) : sizes.Count == 1 ? sizes[0] : throw Invalid(key, list, "a size, or two of them");
    }

    /// <summary>Whether something is so.</summary>
    public bool Flag(string key, bool otherwise) =>
        Find(key) is { } value ? JsonFlag.Of(value) ?? throw Invalid(key, value, "true or false") : otherwise;

    /// <summary>Whether something that takes a number is done: not where the file says null.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="otherwise">Whether it is done where the file does not tell.</param>
    public bool IsOn(string key, bool otherwise) => !_root.TryGetProperty(key, out JsonElement value) ? otherwise
        : value.ValueKind is JsonValueKind.Null or JsonValueKind.Number ? value.ValueKind == JsonValueKind.Number
        : throw Invalid(key, value, "a number or null");

    /// <summary>A share, from 0 to 1.</summary>
    public double? Share(string key)
    {
        JsonElement? found = Find(key);
        if (found is null && Find("rope_parameters") is { ValueKind: JsonValueKind.Object } rope && rope.TryGetProperty(key, out JsonElement inner))
        {
            found = inner;
        }

        return found is not { } value ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double share) && share is >= 0 and <= 1 ? share
            : throw Invalid(key, value, "a number from 0 to 1");
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string key) => Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? Decoded(value, key)
        : throw Invalid(key, value, "a text");

    /// <summary>The numbers of layers that a list has; empty where there is none.</summary>
    public IReadOnlySet<long> Numbers(string key)
    {
        if (Find(key) is not { } list)
        {
            return new HashSet<long>();
        }

        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number)
                ? number
                : throw Invalid(key, list, "a list of whole numbers")).ToHashSet()
            : throw Invalid(key, list, "a list of whole numbers");
    }

    /// <summary>The activation function of a name.</summary>
    public ActivationFunction Function(string key, string otherwise) => (Text(key) ?? otherwise) switch
    {
        "gelu" or "gelu_new" or "gelu_fast" or "gelu_python" or "gelu_pytorch_tanh" or "gelu_accurate" => ActivationFunction.Gelu,
        "quick_gelu" => ActivationFunction.QuickGelu,
        "silu" or "swish" => ActivationFunction.Silu,
        "relu" => ActivationFunction.Relu,
        "relu2" => ActivationFunction.SquaredRelu,
        "relu6" => ActivationFunction.Relu6,
        "leaky_relu" => ActivationFunction.LeakyRelu,
        "tanh" => ActivationFunction.Tanh,
        "sigmoid" => ActivationFunction.Sigmoid,
        "mish" => ActivationFunction.Mish,
        "linear" => ActivationFunction.Linear,
        var name => throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"{key} is {Cut(name)}, which is not known; gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, quick_gelu, silu, relu, relu2, relu6, leaky_relu, tanh, sigmoid, mish and linear are."),
    };

    /// <summary>An error if the file asks for what is not read.</summary>
    public static void Refuse(bool isAsked, string key, string why)
    {
        if (isAsked)
        {
            throw new DeepCalcException(ErrorCode.LayerUnknown, $"{key}: {why}");
        }
    }

    /// <summary>A text of the file as an error tells it.</summary>
    public static string Cut(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private JsonElement? Find(string key) =>
        _root.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Decoded(JsonElement value, string key)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"{key} is no Unicode text.");
        }
    }

    private static DeepCalcException Invalid(string key, JsonElement value, string valid) =>
        new(ErrorCode.InvalidSetting, $"{key} is {Cut(value.GetRawText())}; it must be {valid}.");
}
