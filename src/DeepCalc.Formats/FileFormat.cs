using DeepCalc.Formats.Gguf;
using DeepCalc.Formats.Hdf5;
using DeepCalc.Formats.HuggingFace;
using DeepCalc.Formats.Keras;
using DeepCalc.Formats.Onnx;
using DeepCalc.Formats.PyTorch;
using DeepCalc.Formats.Safetensors;
using DeepCalc.Formats.TensorFlowJs;

namespace DeepCalc.Formats;

/// <summary>A file format and its reader.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Read">Reads the network from a stream, given the network's name and the options.</param>
/// <param name="TakesValues">Whether shapes can depend on the contents of inputs.</param>
/// <param name="HasParts">Whether a network can have parts of its own for text and images.</param>
internal sealed record FileFormat(string Name, Func<Stream, string, ImportOptions, Layer> Read, bool TakesValues = false, bool HasParts = false)
{
    private const int HeadLength = 512;

    private static readonly Func<Stream, CancellationToken, (IReadOnlyList<CheckpointCall> Calls, DeepCalcException? Fault)> NoCode = static (_, _) => ([], null);

    /// <summary>
    /// Finds the code that loading a file would run, and the fault before which it stands. Null for a format that can hold code and is not
    /// searched.
    /// </summary>
    public Func<Stream, CancellationToken, (IReadOnlyList<CheckpointCall> Calls, DeepCalcException? Fault)>? FindCode { get; init; }

    /// <summary>
    /// The graph with its functions and subgraphs, and the types and shapes of weights. Shapes keep their batch axis, and channels
    /// come first
    /// </summary>
    /// <remarks>Its first bytes; <c>.onnx</c></remarks>
    private static readonly FileFormat Onnx = new("ONNX", OnnxFormat.Read, TakesValues: true) { FindCode = NoCode };

    /// <summary>
    /// The model's description, of Keras 2 and 3 and of layers models of TensorFlow.js; <see
    /// href="docs/keras.md#classes">classes</see>. Shapes have no batch axis. Without a description, <see
    /// href="docs/keras.md#weights">tensors</see>
    /// </summary>
    /// <remarks>
    /// <c>.keras</c>, <c>.h5</c>, <c>.json</c> with a <c>class_name</c>; of TensorFlow.js <c>model.json</c> with a
    /// <c>modelTopology</c> or <c>weightsManifest</c>; <c>.weights.h5</c>
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
    private static readonly FileFormat Safetensors = new("safetensors", SafetensorsFormat.Read) { FindCode = NoCode };

    private static readonly FileFormat SetOfShards = new("safetensors", static (stream, name, options) => ShardIndex.Read(stream, name, options, TensorsOf));

    /// <summary>
    /// Names, shapes and types of tensors, and the network of a known <see href="docs/checkpoints.md#gguf">architecture</see>. Shapes have no batch
    /// axis
    /// </summary>
    /// <remarks>Its first bytes</remarks>
    private static readonly FileFormat Gguf = new("GGUF", GgufFormat.Read) { FindCode = NoCode };

    /// <summary>
    /// Names, shapes, types and sharing of the tensors in <see href="docs/checkpoints.md#pytorch">state dictionaries</see>, checkpoints,
    /// pickled modules and TorchScript. The pickle is read as data: nothing in it is imported or called
    /// </summary>
    /// <remarks><c>.pt</c>, <c>.pth</c>, <c>.bin</c>, <c>.ckpt</c>: a pickle, or an archive with a <c>data.pkl</c></remarks>
    private static readonly FileFormat PyTorch = new("PyTorch", TorchFormat.Read) { FindCode = TorchCode.In };

    // File names that say nothing about the network; the folder's name is used instead.
    private static readonly string[] CommonNames = ["config", "model", "pytorch_model"];

    /// <summary>The format of a file, by its first bytes, or by its name if they do not decide.</summary>
    /// <exception cref="DeepCalcException">The format is unknown.</exception>
    public static FileFormat Of(Stream stream, string path)
    {
        Span<byte> buffer = stackalloc byte[HeadLength];
        ReadOnlySpan<byte> head = buffer[..stream.ReadAtLeast(buffer, HeadLength, throwOnEndOfStream: false)];
        FileFault.Unless(!head.IsEmpty, $"the file is empty.");

        return OfArchive(head, stream)
            ?? OfBytes(head, path)
            ?? (JsonHead.IsJson(head) ? OfJson(JsonHead.Read(head, stream), path) : OfName(path))
            ?? throw new DeepCalcException(
                ErrorCode.FormatUnknown,
                $"unknown file format; supported are ONNX, Keras (.keras, .h5, .json), TensorFlow.js (model.json), Hugging Face (config.json), safetensors, GGUF and PyTorch.");
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

    /// <summary>
    /// The name of a file without its extension; of model-00001-of-00003.safetensors, of model.safetensors.index.json and of
    /// model.weights.h5 it is model.
    /// </summary>
    public static string StemOf(string path)
    {
        string file = Path.GetFileName(path);
        string stem = ShardName.Parse(file)?.Stem
            ?? Path.GetFileNameWithoutExtension(file.EndsWith(ShardIndex.Ending, StringComparison.OrdinalIgnoreCase) ? file[..^ShardIndex.Ending.Length] : file);
        return stem.EndsWith(KerasWeights.Ending, StringComparison.OrdinalIgnoreCase) ? stem[..^KerasWeights.Ending.Length] : stem;
    }

    // The entries say whose archive it is.
    private static FileFormat? OfArchive(ReadOnlySpan<byte> head, Stream stream) =>
        !Archive.Recognizes(head) ? null : TorchArchive.IsIn(stream) ? PyTorch : Keras;

    // The format of a file in a set, by its name.
    private static TensorFormat? TensorsOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".safetensors" => SafetensorsFormat.OfFile,
        ".bin" or ".pt" or ".pth" => TorchFormat.OfFile,
        ".h5" => KerasWeights.OfFile,
        _ => null,
    };

    private static FileFormat? OfBytes(ReadOnlySpan<byte> head, string path)
    {
        if (head.StartsWith(Hdf5File.Signature))
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

        if (TorchFormat.Recognizes(head))
        {
            return PyTorch;
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
        ShardIndex.Recognizes(head) ? SetOfShards
        : KerasFormat.Recognizes(head) || WeightManifest.Recognizes(head) ? Keras
        : HuggingFaceFormat.Recognizes(head) || Path.GetFileName(path).Equals("config.json", StringComparison.OrdinalIgnoreCase) ? HuggingFace
        : null;

    // The file may be damaged. Its extension chooses the reader, which then reports the damage.
    private static FileFormat? OfName(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".onnx" or ".pb" => Onnx,
        ".keras" or ".h5" or ".hdf5" => Keras,
        ".safetensors" => Safetensors,
        ".gguf" => Gguf,
        ".pt" or ".pth" => PyTorch,
        _ => null,
    };
}
