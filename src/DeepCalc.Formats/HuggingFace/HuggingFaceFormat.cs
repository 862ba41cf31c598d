namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Reads the config.json of a model of Hugging Face's transformers: its family and sizes, which determine the network.
/// </summary>
/// <remarks>Source: the classes of transformers, src/transformers/models/*/modeling_*.py and configuration_*.py.</remarks>
internal static class HuggingFaceFormat
{
    // The names of 21,000 classes take a megabyte.
    private const long MostBytes = 32L << 20;
    private const int Deepest = 64;

    /// <summary>Whether a JSON text with these first bytes may be such a file; its model_type can come later.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.IndexOf("\"model_type\""u8) >= 0 || head.IndexOf("\"architectures\""u8) >= 0;

    /// <summary>The network that the file describes.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, its family is unknown, or a setting is missing.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        long length = stream.Length - stream.Position;
        FileFault.Unless(length <= MostBytes, ErrorCode.FileTooLarge, $"the config.json has {length} bytes; at most {MostBytes} are read.");

        var text = new byte[length];
        stream.ReadExactly(text);
        using JsonDocument document = PythonJson.Parse(text, "the file", Deepest);
        FileFault.Unless(
            document.RootElement.ValueKind == JsonValueKind.Object,
            $"a config.json must be a JSON object; this one is of the kind {document.RootElement.ValueKind}.");

        var config = new ModelConfig(document.RootElement);
        options.Fact?.Invoke(
            $"config.json of Hugging Face, family {config.ModelType}, {(config.Architecture is { } architecture ? $"class {Quoted.Cut(architecture)}" : "without a class, so with the family's default head")}; "
            + "a sequence is processed as a whole, without a cache.");
        if (config.NumberType == ElementType.Undefined)
        {
            options.Fact?.Invoke("no dtype is named, so memory is that of the checkpoint's type, or of float32, unless a type is given.");
        }

        return ChosenOutputs.Of(Network(config, name, options), options);
    }

    /// <summary>The network that settings describe.</summary>
    /// <exception cref="DeepCalcException">Its family is unknown, or a setting is missing or not supported.</exception>
    public static Layer Network(ModelConfig config, string name, ImportOptions options)
    {
        ModelFamily family = ModelFamily.Of(config, options);
        DeepCalcException.ThrowIf(
            options.OnlyPart is not null && !family.HasParts, ErrorCode.InvalidSetting,
            $"-Part {options.OnlyPart} is for networks of text and images, and the family {family.ModelType} is one network; leave out -Part.");
        Layer network = new ModelScope(name, config, family, options).Build();
        config.RequireAllRead();
        return InputOrder.Of(network);
    }
}
