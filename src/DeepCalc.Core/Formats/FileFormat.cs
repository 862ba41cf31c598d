namespace DeepCalc;

/// <summary>A kind of file: what reads it.</summary>
/// <param name="Read">Reads a network of a name from it.</param>
/// <param name="TakesValues">Whether shapes can depend on what its inputs hold.</param>
internal sealed record FileFormat(Func<Stream, string, ImportOptions, Layer> Read, bool TakesValues = false)
{
    private const int HeadLength = 512;

    private static readonly FileFormat Onnx = new(OnnxFormat.Read, TakesValues: true);
    private static readonly FileFormat Keras = new(KerasFormat.Read);
    private static readonly FileFormat HuggingFace = new(HuggingFaceFormat.Read);
    private static readonly FileFormat Safetensors = new(SafetensorsFormat.Read);
    private static readonly FileFormat Gguf = new(GgufFormat.Read);

    // What tells nothing of the network inside; the folder's name does.
    private static readonly string[] CommonNames = ["config", "model"];

    /// <summary>The kind of a file: by its first bytes, which tell more than its name, and by that where they do not.</summary>
    /// <exception cref="DeepCalcException">It is of no kind that is known.</exception>
    public static FileFormat Of(Stream stream, string path)
    {
        Span<byte> buffer = stackalloc byte[HeadLength];
        ReadOnlySpan<byte> head = buffer[..stream.ReadAtLeast(buffer, HeadLength, throwOnEndOfStream: false)];
        if (head.IsEmpty)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, "the file is empty.");
        }

        return OfBytes(head)
            ?? (JsonHead.IsJson(head) ? OfJson(JsonHead.Read(head, stream), path) : OfName(path))
            ?? throw new DeepCalcException(
                ErrorCode.FormatUnknown,
                $"{ForeignFile.Describe(head) ?? "the file is of no kind that is known"}; files of ONNX, Keras (.keras, .h5, .json), TensorFlow.js (model.json), Hugging Face (config.json), safetensors and GGUF are read.");
    }

    /// <summary>What the network of a file is called: as the file, without its extension, or as the folder where the file has a name that all have.</summary>
    public static string NameFor(string path) => FolderOf(path) ?? Path.GetFileNameWithoutExtension(path);

    /// <summary>The folder of a file with a name that all have, or null where the file's own name tells.</summary>
    public static string? FolderOf(string path) =>
        CommonNames.Contains(Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase) && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder
            ? folder
            : null;

    private static FileFormat? OfBytes(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK"u8) || head.StartsWith(Hdf5File.Signature))
        {
            return Keras;
        }

        if (GgufFormat.Recognizes(head))
        {
            return Gguf;
        }

        // A model of ONNX begins with the version of the format, as a number of one byte; nothing else tells that it is one.
        bool isOnnx = head.Length > 2 && head[0] == 0x08 && head[1] is > 0 and < 0x40;
        return SafetensorsFormat.Recognizes(head) ? Safetensors : isOnnx ? Onnx : null;
    }

    private static FileFormat? OfJson(ReadOnlySpan<byte> head, string path)
    {
        if (ShardIndex.IsIndex(head))
        {
            throw ShardIndex.Error();
        }

        return KerasFormat.Recognizes(head) ? Keras
            : HuggingFaceFormat.Recognizes(head) || Path.GetFileName(path).Equals("config.json", StringComparison.OrdinalIgnoreCase) ? HuggingFace
            : null;
    }

    // Damaged or not, what they are called is what they should be, and their reader says what is wrong.
    private static FileFormat? OfName(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".onnx" or ".pb" => Onnx,
        ".keras" or ".h5" or ".hdf5" => Keras,
        ".safetensors" => Safetensors,
        ".gguf" => Gguf,
        _ => null,
    };
}
