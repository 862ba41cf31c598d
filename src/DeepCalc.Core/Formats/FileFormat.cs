namespace DeepCalc;

/// <summary>A kind of file: how it is known, and what reads it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Read">Reads a network of a name from it.</param>
internal sealed record FileFormat(string Name, Func<Stream, string, ImportOptions, Layer> Read)
{
    private const int HeadLength = 512;

    private static readonly FileFormat Onnx = new("ONNX", OnnxFormat.Read);

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

        // A model begins with the version of the format, as a number of one byte; nothing else tells that it is one.
        bool isOnnx = head.Length > 2 && head[0] == 0x08 && head[1] is > 0 and < 0x40;
        return isOnnx || HasExtension(path, ".onnx") || HasExtension(path, ".pb") ? Onnx : throw new DeepCalcException(
            ErrorCode.FormatUnknown, "the file is of no kind that is known; ONNX files (.onnx) are read.");
    }

    /// <summary>What the network of a file is called: as the file, without its extension.</summary>
    public string NameFor(string path) => Path.GetFileNameWithoutExtension(path);

    private static bool HasExtension(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
