using System.Text.Json;

namespace DeepCalc;

/// <summary>
/// Reads the config.json of a network of Hugging Face's transformers: the family and its sizes, of which the network follows.
/// </summary>
/// <remarks>Source: the classes of transformers, src/transformers/models/*/modeling_*.py and configuration_*.py.</remarks>
internal static class HuggingFaceFormat
{
    // Names of 21,000 classes take a megabyte.
    private const long MostBytes = 32L << 20;
    private const int Deepest = 64;

    /// <summary>Whether a JSON text, of which these are the first bytes, can be such a file: it may come late that it is.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.IndexOf("\"model_type\""u8) >= 0 || head.IndexOf("\"architectures\""u8) >= 0;

    /// <summary>The network that the file describes.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or of a family that is not known, or a setting is missing.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        long length = stream.Length - stream.Position;
        if (length > MostBytes)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"a config.json of {length} bytes is not read; {MostBytes} at most are.");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        using JsonDocument document = PythonJson.Parse(text, "the file", Deepest);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw FileFault.Corrupt($"a config.json is a JSON object; this is {document.RootElement.ValueKind}.");
        }

        var config = new ModelConfig(document.RootElement);
        ModelFamily family = ModelFamily.Of(config, options);
        options.Fact?.Invoke(
            $"config.json of Hugging Face, family {family.ModelType}, {(config.Architecture is { } architecture ? $"class {ModelConfig.Cut(architecture)}" : "no class is named, so the head is the family's usual one")}; "
            + "a sequence is processed as a whole, without a cache.");
        return ChosenOutputs.Of(family.Build(new ModelScope(name, config, family, options)), options);
    }
}
