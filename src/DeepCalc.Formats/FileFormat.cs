using DeepCalc.Formats.Gguf;
using DeepCalc.Formats.Hdf5;
using DeepCalc.Formats.HuggingFace;
using DeepCalc.Formats.Keras;
using DeepCalc.Formats.Onnx;
using DeepCalc.Formats.Safetensors;

namespace DeepCalc.Formats;

/// <summary>A file format and its reader.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Read">Reads the network from a stream, given the network's name and the options.</param>
/// <param name="TakesValues">Whether shapes can depend on the contents of inputs.</param>
/// <param name="HasParts">Whether a network can have parts of its own for text and images.</param>
internal sealed record FileFormat(string Name, Func<Stream, string, ImportOptions, Layer> Read, bool TakesValues = false, bool HasParts = false)
{
    private const int HeadLength = 512;

    /// <summary>
    /// The graph with its functions and subgraphs, and the types and shapes of weights. Shapes keep their batch axis, and channels
    /// come first
    /// </summary>
    /// <remarks>Its first bytes; <c>.onnx</c></remarks>
    private static readonly FileFormat Onnx = new("ONNX", OnnxFormat.Read, TakesValues: true);

    /// <summary>
    /// The model's description, of Keras 2 and 3 and of layers models of TensorFlow.js; <see
    /// href="docs/keras.md#classes">classes</see>. Shapes have no batch axis
    /// </summary>
    /// <remarks>
    /// <c>.keras</c>, <c>.h5</c>, <c>.json</c> with a <c>class_name</c>; of TensorFlow.js <c>model.json</c> with a
    /// <c>modelTopology</c>
    /// </remarks>
    private static readonly FileFormat Keras = new("Keras", KerasFormat.Read);

    /// <summary>
    /// The settings, from which the network follows; <see href="docs/checkpoints.md#configjson">families</see>. Shapes have no
    /// batch axis
    /// </summary>
    /// <remarks><c>config.json</c> with a <c>model_type</c></remarks>
    private static readonly FileFormat HuggingFace = new("Hugging Face", HuggingFaceFormat.Read, HasParts: true);

    /// <summary>
    /// Names, shapes and types of <see href="docs/checkpoints.md#safetensors">tensors</see>: parameters and bytes, but no graph.
    /// <see href="docs/checkpoints.md#networks-in-several-files">Several files</see> of one network are one network
    /// </summary>
    /// <remarks>Its first bytes; an index has a <c>weight_map</c></remarks>
    private static readonly FileFormat Safetensors = new("safetensors", SafetensorsFormat.Read);

    private static readonly FileFormat ShardIndex = new("safetensors", Formats.Safetensors.ShardIndex.Read);

    /// <summary>
    /// Names, shapes and types of tensors, and the network of a known <see href="docs/checkpoints.md#gguf">architecture</see>. Shapes have no batch
    /// axis
    /// </summary>
    /// <remarks>Its first bytes</remarks>
    private static readonly FileFormat Gguf = new("GGUF", GgufFormat.Read);

    // File names that say nothing about the network; the folder's name is used instead.
    private static readonly string[] CommonNames = ["config", "model"];

    /// <summary>The format of a file, by its first bytes, or by its name if they do not decide.</summary>
    /// <exception cref="DeepCalcException">The format is unknown.</exception>
    public static FileFormat Of(Stream stream, string path)
    {
        Span<byte> buffer = stackalloc byte[HeadLength];
        ReadOnlySpan<byte> head = buffer[..stream.ReadAtLeast(buffer, HeadLength, throwOnEndOfStream: false)];
        FileFault.Unless(!head.IsEmpty, $"the file is empty.");

        return OfBytes(head, path)
            ?? (JsonHead.IsJson(head) ? OfJson(JsonHead.Read(head, stream), path) : OfName(path))
            ?? throw new DeepCalcException(
                ErrorCode.FormatUnknown,
                $"unknown file format; supported are ONNX, Keras (.keras, .h5, .json), TensorFlow.js (model.json), Hugging Face (config.json), safetensors and GGUF.");
    }

    /// <summary>
    /// The default name of a network: the file's name without extension and shard numbers, or the folder's name for a common file name such
    /// as config or model.
    /// </summary>
    public static string NameFor(string path) => FolderOf(path) ?? StemOf(path);

    /// <summary>The folder's name for a file with a common name such as config or model, or null.</summary>
    public static string? FolderOf(string path) =>
        CommonNames.Contains(StemOf(path), StringComparer.OrdinalIgnoreCase) && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder
            ? folder
            : null;

    /// <summary>The name of a file without its extension; of model-00001-of-00003.safetensors and of model.safetensors.index.json it is model.</summary>
    public static string StemOf(string path)
    {
        string file = Path.GetFileName(path);
        return ShardName.Parse(file)?.Stem
            ?? Path.GetFileNameWithoutExtension(file.EndsWith(Formats.Safetensors.ShardIndex.Ending, StringComparison.OrdinalIgnoreCase) ? file[..^Formats.Safetensors.ShardIndex.Ending.Length] : file);
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

        // An ONNX model begins with the format version, a number of one byte. It has no other signature.
        if (head.Length > 2 && head[0] == 0x08 && head[1] is > 0 and < 0x40)
        {
            ForeignFile.RefuseByName(path);
            return Onnx;
        }

        ForeignFile.Refuse(head);
        return null;
    }

    private static FileFormat? OfJson(ReadOnlySpan<byte> head, string path) =>
        Formats.Safetensors.ShardIndex.Recognizes(head) ? ShardIndex
        : KerasFormat.Recognizes(head) ? Keras
        : HuggingFaceFormat.Recognizes(head) || Path.GetFileName(path).Equals("config.json", StringComparison.OrdinalIgnoreCase) ? HuggingFace
        : null;

    // The file may be damaged. Its extension chooses the reader, which then reports the damage.
    private static FileFormat? OfName(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".onnx" or ".pb" => Onnx,
        ".keras" or ".h5" or ".hdf5" => Keras,
        ".safetensors" => Safetensors,
        ".gguf" => Gguf,
        _ => null,
    };
}
