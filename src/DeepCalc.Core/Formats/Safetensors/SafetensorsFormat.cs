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

    /// <summary>Whether these are the first bytes of such a file.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.Length > LengthBytes && head[LengthBytes] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(head) is >= 2 and <= (ulong)MostHeaderBytes;

    /// <summary>The network of the file's tensors, a layer for each module; of a file that is one of several, of all that are there.</summary>
    /// <exception cref="DeepCalcException">The file is damaged or contradicts itself, or is of another kind.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        return options.Place is { } place && ShardName.Parse(place.Name) is { Count: > 1 } shard
            ? ReadShard(stream, shard, place, name, options)
            : TensorModules.Gather(name, Sorted(Tensors(stream)), options);
    }

    // The index knows better which files there are; without one, the names tell.
    private static Layer ReadShard(Stream stream, ShardName shard, FilePlace place, string name, ImportOptions options)
    {
        using (Stream? index = place.OpenBeside(ShardIndex.NameFor(shard)))
        {
            if (index is not null && ShardIndex.ReadFrom(index, place.Name, name, options) is { } network)
            {
                return network;
            }
        }

        var shards = new ShardedTensors(shard.Count, options);
        for (int number = 1; number <= shard.Count; number++)
        {
            if (number == shard.Number)
            {
                shards.Add(place.Name, Tensors(stream));
            }
            else
            {
                shards.Add(number, shard.Of(number), static (other, _) => Tensors(other));
            }
        }

        return shards.Gather(name, isSorted: true);
    }

    private static List<ListedTensor> Sorted(List<ListedTensor> tensors)
    {
        tensors.Sort((a, b) => NaturalOrder.Instance.Compare(a.Name, b.Name));
        return tensors;
    }

    /// <summary>The tensors of a file, in its order.</summary>
    /// <exception cref="DeepCalcException">The file is damaged or contradicts itself, or is of another kind.</exception>
    public static List<ListedTensor> Tensors(Stream stream)
    {
        long length = stream.Length - stream.Position;
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];

        // A header's length that begins so would be beyond what the format allows, unless zeros follow.
        if (!start.IsEmpty && start[0] == (byte)'{' && !start.Contains((byte)0))
        {
            throw new DeepCalcException(ErrorCode.FormatUnknown, "the file begins as JSON does and is no safetensors file.");
        }

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
        return [.. entries.Select(entry => entry.Tensor)];
    }
}
