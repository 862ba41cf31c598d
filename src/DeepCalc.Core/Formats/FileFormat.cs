namespace DeepCalc;

/// <summary>A kind of file: what reads it.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Read">Reads a network of a name from it.</param>
/// <param name="TakesValues">Whether shapes can depend on what its inputs hold.</param>
internal sealed record FileFormat(string Name, Func<Stream, string, ImportOptions, Layer> Read, bool TakesValues = false)
{
    private const int HeadLength = 512;

    private static readonly FileFormat Onnx = new("ONNX", OnnxFormat.Read, TakesValues: true);
    private static readonly FileFormat Keras = new("Keras", KerasFormat.Read);
    private static readonly FileFormat HuggingFace = new("Hugging Face", HuggingFaceFormat.Read);
    private static readonly FileFormat Safetensors = new("safetensors", SafetensorsFormat.Read);
    private static readonly FileFormat ShardIndex = new("safetensors", DeepCalc.ShardIndex.Read);
    private static readonly FileFormat Gguf = new("GGUF", GgufFormat.Read);

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

        return OfBytes(head, path)
            ?? (JsonHead.IsJson(head) ? OfJson(JsonHead.Read(head, stream), path) : OfName(path))
            ?? throw new DeepCalcException(
                ErrorCode.FormatUnknown,
                $"the file is of no kind that is known; files of ONNX, Keras (.keras, .h5, .json), TensorFlow.js (model.json), Hugging Face (config.json), safetensors and GGUF are read.");
    }

    /// <summary>The name of the network in a file: the file's, without its extension and without numbers of shards, or the folder's where the file has a name that all have.</summary>
    public static string NameFor(string path) => FolderOf(path) ?? Stem(path);

    /// <summary>The folder of a file with a name that all have, or null where the file's own name tells.</summary>
    public static string? FolderOf(string path) =>
        CommonNames.Contains(Stem(path), StringComparer.OrdinalIgnoreCase) && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder
            ? folder
            : null;

    // Of model-00001-of-00003.safetensors and of model.safetensors.index.json it is model.
    private static string Stem(string path)
    {
        string file = Path.GetFileName(path);
        return ShardName.Parse(file)?.Stem
            ?? Path.GetFileNameWithoutExtension(file.EndsWith(DeepCalc.ShardIndex.Ending, StringComparison.OrdinalIgnoreCase) ? file[..^DeepCalc.ShardIndex.Ending.Length] : file);
    }

    private static FileFormat? OfBytes(ReadOnlySpan<byte> head, string path)
    {
        if (head.StartsWith("PK"u8) || head.StartsWith(Hdf5File.Signature))
        {
            return Keras;
        }

        if (GgufFormat.Recognizes(head))
        {
            return Gguf;
        }

        if (SafetensorsFormat.Recognizes(head))
        {
            return Safetensors;
        }

        // A model of ONNX begins with the version of the format, as a number of one byte; nothing else tells that it is one.
        if (head.Length > 2 && head[0] == 0x08 && head[1] is > 0 and < 0x40)
        {
            ForeignFile.RefuseByName(path);
            return Onnx;
        }

        ForeignFile.Refuse(head);
        return null;
    }

    private static FileFormat? OfJson(ReadOnlySpan<byte> head, string path)
    {
        return DeepCalc.ShardIndex.Recognizes(head) ? ShardIndex
            : KerasFormat.Recognizes(head) ? Keras
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
