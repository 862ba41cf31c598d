using System.Buffers.Binary;

namespace DeepCalc.Formats.Safetensors;

/// <summary>
/// Reads the header of a safetensors file: the names, shapes and types of its tensors. Their values are never read. The file does not
/// say how they are connected.
/// </summary>
/// <remarks>Source: the format's description, github.com/huggingface/safetensors: the header's length in 8 bytes, JSON, values.</remarks>
internal static class SafetensorsFormat
{
    /// <summary>The longest header in bytes that the format allows.</summary>
    public const long MostHeaderBytes = 100_000_000;

    private const int LengthBytes = 8;

    /// <summary>The format of one file. Its header is sorted by the position of values, which says nothing of the network.</summary>
    public static readonly TensorFormat OfFile = new(static (stream, _, values) => Tensors(stream, values), IsSorted: true);

    /// <summary>Whether a file with these first bytes is safetensors.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.Length > LengthBytes && head[LengthBytes] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(head) is >= 2 and <= (ulong)MostHeaderBytes;

    /// <summary>
    /// The network of the file's tensors, one layer for each module. If the file is part of a set, the network of all its files.
    /// </summary>
    /// <exception cref="DeepCalcException">The file is damaged, contradicts itself, or has another format.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options) =>
        TensorFiles.Read(stream, name, options, OfFile);

    private static byte[] Values(Stream stream, long first, SafetensorsEntry entry)
    {
        var values = new byte[entry.End - entry.Begin];
        stream.Position = first + entry.Begin;
        stream.ReadExactly(values);
        return values;
    }

    /// <summary>The tensors of a file, in its order.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="values">The tensors whose values are read, since they say how others are packed.</param>
    /// <exception cref="DeepCalcException">The file is damaged, contradicts itself, or has another format.</exception>
    private static List<ListedTensor> Tensors(Stream stream, PackedValues values)
    {
        long begin = stream.Position;
        long length = stream.Length - stream.Position;
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];

        // As the length of a header, these bytes exceed what the format allows, unless zeros follow.
        FileFault.Unless(
            start.IsEmpty || start[0] != (byte)'{' || start.Contains((byte)0),
            ErrorCode.FormatUnknown, $"the file begins as JSON, so it is not a safetensors file.");

        FileFault.Unless(start.Length > LengthBytes, $"the file has only {length} bytes; a safetensors file has at least 10.");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        FileFault.Unless(
            headerLength <= MostHeaderBytes,
            ErrorCode.FileTooLarge, $"the header is {headerLength} bytes long; the format allows at most {MostHeaderBytes}. The file is damaged, or not a safetensors file.");

        long dataLength = length - LengthBytes - (long)headerLength;
        FileFault.Unless(
            dataLength >= 0 && headerLength > 0,
            $"the header is {headerLength} bytes long; from 2 to {length - LengthBytes} are valid, the bytes that follow.");

        FileFault.Unless(
            start[LengthBytes] == (byte)'{',
            $"the header must begin with '{{' (123) at byte {LengthBytes}; it begins with {start[LengthBytes]}. The file is damaged, or not a safetensors file.");
        var header = new byte[headerLength];
        header[0] = start[LengthBytes];
        stream.ReadExactly(header, 1, header.Length - 1);
        List<SafetensorsEntry> entries = SafetensorsHeader.Parse(header);
        SafetensorsHeader.RequireWhole(entries, dataLength);
        long first = begin + LengthBytes + header.Length;
        return [.. entries.Select(entry => values.Includes(entry.Tensor) ? entry.Tensor with { Values = Values(stream, first, entry) } : entry.Tensor)];
    }
}
