using System.Buffers.Binary;

namespace DeepCalc;

/// <summary>
/// Reads the header of a safetensors file: the names, shapes and types of its tensors. Their values are never read, and how they are
/// connected the file does not tell.
/// </summary>
/// <remarks>Source: the format's description, github.com/huggingface/safetensors: the header's length in 8 bytes, JSON, values.</remarks>
internal static class SafetensorsFormat
{
    /// <summary>The longest header that the format allows.</summary>
    public const long MostHeaderBytes = 100_000_000;

    private const int LengthBytes = 8;

    /// <summary>Whether these are the first bytes of such a file, or of an index of several of them.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.Length > LengthBytes && head[LengthBytes] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(head) is >= 2 and <= (ulong)MostHeaderBytes;

    /// <summary>The network of the file's tensors, a layer for each module.</summary>
    /// <exception cref="DeepCalcException">The file is damaged or contradicts itself, or is of another kind.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        long length = stream.Length - stream.Position;
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        ShardIndex.RefuseIfJson(start, stream);
        if (start.Length <= LengthBytes)
        {
            throw FileFault.Corrupt($"the file ends after {length} bytes, before its header does; a safetensors file has at least 10.");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > MostHeaderBytes)
        {
            throw new DeepCalcException(
                ErrorCode.FileTooLarge, $"the header is said to be {headerLength} bytes long; the format allows {MostHeaderBytes} at most. The file is damaged or no safetensors file.");
        }

        long dataLength = length - LengthBytes - (long)headerLength;
        if (dataLength < 0 || headerLength == 0)
        {
            throw FileFault.Corrupt($"the header is said to be {headerLength} bytes long, and {length - LengthBytes} follow its length; at least 2 and no more than that are valid.");
        }

        if (start[LengthBytes] != (byte)'{')
        {
            throw FileFault.Corrupt($"the header must begin with '{{' (123) at byte {LengthBytes}; there is {start[LengthBytes]}. The file is damaged or no safetensors file.");
        }

        var header = new byte[headerLength];
        header[0] = start[LengthBytes];
        stream.ReadExactly(header, 1, header.Length - 1);
        List<SafetensorsEntry> entries = SafetensorsHeader.Parse(header);
        SafetensorsHeader.RequireWhole(entries, dataLength);
        entries.Sort((a, b) => NaturalOrder.Instance.Compare(a.Tensor.Name, b.Tensor.Name));
        return TensorModules.Gather(name, [.. entries.Select(entry => entry.Tensor)], options);
    }
}
