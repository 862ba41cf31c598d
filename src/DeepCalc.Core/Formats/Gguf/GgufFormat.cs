namespace DeepCalc;

/// <summary>
/// Reads the header of a GGUF file, of versions 1 to 3 and either order of bytes: the names, shapes and types of its tensors. Their
/// values are never read, and how they are connected the file does not tell.
/// </summary>
/// <remarks>Source: the format's description, github.com/ggml-org/ggml, docs/gguf.md.</remarks>
internal static class GgufFormat
{
    private const int MostAxes = 64;

    // The number of a part has 16 bits.
    private const int MostParts = ushort.MaxValue;

    /// <summary>Whether these are the first bytes of such a file.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith("GGUF"u8);

    /// <summary>The network of the file's tensors, a layer for each module, in the file's order; of a file that is one of several, of all that are there.</summary>
    /// <exception cref="DeepCalcException">The file is damaged or contradicts itself, or is of another kind.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        GgufPart part = ReadPart(stream, options);
        ShardName? shard = options.Place is { } place ? ShardName.Parse(place.Name) : null;
        if ((part.Metadata.PartCount ?? shard?.Count) is > 1 and long count)
        {
            return ReadParts(part, shard, count, name, options);
        }

        return TensorModules.Gather(name, part.Tensors, options);
    }

    // The file says which part it is, and its name how the others are called. A file without those keys is the part that its name says.
    private static Layer ReadParts(GgufPart own, ShardName? shard, long count, string name, ImportOptions options)
    {
        long index = own.Metadata.PartNumber ?? shard?.Number - 1 ?? 0;
        FileFault.Unless(
            count <= MostParts && index < count,
            $"the file is said to be part {index} of {count}, counted from 0 (split.no, split.count); at most {MostParts} parts are valid, and their numbers are below their count.");
        ShardName? others = shard is not null && shard.Count == count && shard.Number == index + 1 ? shard : null;
        var parts = new ShardedTensors((int)count, options);
        Func<Stream, int, IReadOnlyList<ListedTensor>> readOther = ReadOther;
        for (int number = 1; number <= count; number++)
        {
            if (number == index + 1)
            {
                parts.Add(options.Place?.Name ?? name, own.Tensors);
            }
            else
            {
                parts.Add(number, others?.Of(number), readOther);
            }
        }

        FileFault.Unless(
            !parts.IsWhole || own.Metadata.AllTensors is not { } all || all == parts.TensorCount,
            $"the parts have {parts.TensorCount} tensors together; split.tensors.count says {own.Metadata.AllTensors}.");
        return parts.Gather(name, isSorted: false);

        IReadOnlyList<ListedTensor> ReadOther(Stream stream, int number)
        {
            GgufPart part = ReadPart(stream, options);
            FileFault.Unless(
                (part.Metadata.PartCount ?? count) == count && (part.Metadata.PartNumber ?? number - 1) == number - 1,
                $"the file says that it is part {part.Metadata.PartNumber} of {part.Metadata.PartCount}, counted from 0 (split.no, split.count); by its name it must be part {number - 1} of {count}.");
            return part.Tensors;
        }
    }

    private static GgufPart ReadPart(Stream stream, ImportOptions options)
    {
        var reader = new GgufReader(stream);
        if (reader.Left < 8 || reader.UInt32("the first bytes") != 0x46554747)
        {
            throw new DeepCalcException(ErrorCode.FormatUnknown, "the file does not begin with GGUF and a version, as GGUF files do.");
        }

        uint version = ReadVersion(reader);

        // A name, the number of axes, a type and a place; a key, a type and a value.
        long tensorCount = reader.Count("the number of tensors", reader.HasShortLengths ? 20 : 24);
        long keyCount = reader.Count("the number of keys", reader.HasShortLengths ? 9 : 13);
        GgufMetadata metadata = GgufMetadata.Read(reader, keyCount, options.Cancellation);
        options.Fact?.Invoke(FormattableString.Invariant(
            $"GGUF, version {version}{(metadata.Architecture is { } family ? $", family {family}" : "")}{(metadata.PartCount is > 1 ? $", part {metadata.PartNumber + 1} of {metadata.PartCount}" : "")}, {tensorCount} tensors."));
        List<GgufEntry> entries = ReadEntries(reader, tensorCount, options);
        RequireWhole(entries, reader, metadata.Alignment);
        return new GgufPart(metadata, [.. entries.Select(entry => entry.Tensor)]);
    }

    private static uint ReadVersion(GgufReader reader)
    {
        uint version = reader.UInt32("the version");

        // A number whose lower half is zero was written by a machine of the other order.
        if ((version & 0xFFFF) == 0)
        {
            reader.IsBigEndian = true;
            version = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(version);
        }

        if (version is < 1 or > 3)
        {
            throw new DeepCalcException(ErrorCode.FormatUnknown, $"the file is of GGUF version {version}; 1, 2 and 3 are read.");
        }

        reader.HasShortLengths = version == 1;
        return version;
    }

    private static List<GgufEntry> ReadEntries(GgufReader reader, long count, ImportOptions options)
    {
        var entries = new List<GgufEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            string name = reader.Text("the name of a tensor", GgufMetadata.MostKeyBytes);
            FileFault.Unless(names.Add(name), $"the tensor {name} is listed twice.");
            long[] sizes = ReadSizes(reader, name);
            uint number = reader.UInt32($"the type of {name}");
            GgmlType? type = GgmlType.Find(number);
            if (type is null && options.IsStrict)
            {
                throw new DeepCalcException(
                    ErrorCode.LayerUnknown, $"{name}: the type {number} is not known, so its bytes cannot be told; without -Strict they are left open.");
            }

            long? bytes = type is null ? null : Bytes(name, sizes, type);
            string? storage = type is null ? FormattableString.Invariant($"type {number}") : type.Type == ElementType.Undefined ? type.Name : null;
            ulong offset = reader.UInt64($"the place of {name}");
            FileFault.Unless(offset <= long.MaxValue, $"{name} is said to begin at byte {offset} of the values, which is beyond any file.");
            entries.Add(new GgufEntry(new ListedTensor(name, sizes, type?.Type ?? ElementType.Undefined, storage, bytes), (long)offset));
        }

        return entries;
    }

    // The innermost axis comes first in the file.
    private static long[] ReadSizes(GgufReader reader, string name)
    {
        uint axes = reader.UInt32($"the number of axes of {name}");
        FileFault.Unless(axes <= MostAxes, $"{name} is said to have {axes} axes; {MostAxes} at most are valid.");
        var sizes = new long[axes];
        Int128 elements = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            ulong size = reader.HasShortLengths ? reader.UInt32($"the sizes of {name}") : reader.UInt64($"the sizes of {name}");
            FileFault.Unless(size <= long.MaxValue, $"{name} is said to have an axis of {size}; {long.MaxValue} at most is valid.");
            sizes[axis] = (long)size;
            elements *= Math.Max(sizes[axis], 1);
            FileFault.Unless(elements <= long.MaxValue, $"{name} is said to have more elements than 64 bits hold.");
        }

        return sizes;
    }

    private static long Bytes(string name, long[] sizes, GgmlType type)
    {
        long row = sizes.Length == 0 ? 1 : sizes[^1];
        FileFault.Unless(
            row % type.BlockLength == 0,
            $"{name} of shape {string.Join('x', sizes)} has rows of {row}, and {type.Name} blocks have {type.BlockLength} elements, which must divide them.");
        Int128 bytes = type.BlockBytes * (Int128)(row / type.BlockLength);
        for (int axis = 0; axis < sizes.Length - 1; axis++)
        {
            bytes *= sizes[axis];
            FileFault.Unless(bytes <= long.MaxValue, $"{name} of shape {string.Join('x', sizes)} takes more bytes than 64 bits hold.");
        }

        return bytes <= long.MaxValue ? (long)bytes : throw FileFault.Corrupt($"{name} takes more bytes than 64 bits hold.");
    }

    private static void RequireWhole(List<GgufEntry> entries, GgufReader reader, uint alignment)
    {
        long values = (reader.Position + alignment - 1) / alignment * alignment;
        long end = 0;
        string before = "the header";
        foreach (GgufEntry entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Tensor.Bytes))
        {
            string name = entry.Tensor.Name;
            FileFault.Unless(entry.Offset % alignment == 0, $"{name} begins at byte {entry.Offset} of the values, which is no multiple of the alignment {alignment}.");
            FileFault.Unless(entry.Offset >= end, $"{name} begins at byte {entry.Offset} of the values, within {before}, which ends at {end}.");
            long bytes = entry.Tensor.Bytes ?? 0;
            FileFault.Unless(
                entry.Offset <= reader.Length - values && bytes <= reader.Length - values - entry.Offset,
                $"{name} begins at byte {entry.Offset} of the values and takes {bytes}, and the file has {Math.Max(reader.Length - values, 0)} bytes of them: it is cut off or damaged.");
            end = entry.Offset + bytes;
            before = name;
        }
    }

    private sealed record GgufPart(GgufMetadata Metadata, IReadOnlyList<ListedTensor> Tensors);

    private readonly record struct GgufEntry(ListedTensor Tensor, long Offset);
}
