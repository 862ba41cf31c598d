using DeepCalc.Formats.HuggingFace;

namespace DeepCalc.Formats.Gguf;

/// <summary>
/// Reads the header of a GGUF file, versions 1 to 3 in either byte order: the names, shapes and types of its tensors, and the settings of its
/// architecture, from which the graph follows. The values of tensors are never read.
/// </summary>
/// <remarks>Source: the format's description, github.com/ggml-org/ggml, docs/gguf.md.</remarks>
internal static class GgufFormat
{
    private const int MostAxes = 64;

    // The number of a part has 16 bits.
    private const int MostParts = ushort.MaxValue;

    /// <summary>Whether a file with these first bytes is GGUF.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith("GGUF"u8);

    /// <summary>
    /// The network of the file, or of all parts of the set that it is part of: that of its architecture, or where this is unknown its tensors in
    /// file order, one layer for each module.
    /// </summary>
    /// <exception cref="DeepCalcException">The file is damaged, contradicts itself, or has another format.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        GgufPart part = ReadPart(stream, options);
        ShardName? shard = options.Place is { } place ? ShardName.Parse(place.Name) : null;
        if ((part.Metadata.PartCount ?? shard?.Count) is > 1 and long count)
        {
            return ReadParts(part, shard, count, name, options);
        }

        return Network(part.Metadata, part.Tensors, isWhole: true, name, options, inner => TensorModules.Gather(name, part.Tensors, inner));
    }

    private static Layer Network(
        GgufMetadata metadata, IReadOnlyCollection<ListedTensor> tensors, bool isWhole, string name, ImportOptions options, Func<ImportOptions, Layer> gather)
    {
        if (options.IsJoined || metadata.Architecture is not { } architecture || Graph(architecture, metadata, tensors, isWhole, name, options) is not { } graph)
        {
            return gather(options);
        }

        Layer joined = JoinedCheckpoint.Of(graph, gather(options with { IsJoined = true, Outputs = [], Fact = null }), options.Place?.Name ?? name, options);
        return ChosenOutputs.Of(joined, options);
    }

    // The network of the architecture; null where it is unknown, which is a warning.
    private static Layer? Graph(string architecture, GgufMetadata metadata, IReadOnlyCollection<ListedTensor> tensors, bool isWhole, string name, ImportOptions options)
    {
        string why;
        try
        {
            if (GgufArchitecture.Of(architecture, new GgufSettings(metadata, tensors)) is { } settings)
            {
                return HuggingFaceFormat.Network(new ModelConfig(settings.ToConfig(isWhole)), name, options);
            }

            why = $"the architecture {Quoted.Cut(architecture)} is not supported; supported are {GgufArchitecture.Names}.";
        }
        catch (DeepCalcException e)
        {
            why = e.Message;
        }
        catch (OverflowException)
        {
            why = "its sizes do not fit in 64 bits.";
        }

        DeepCalcException.ThrowIf(options.IsStrict, ErrorCode.LayerUnknown, $"{why} Without -Strict, the network is the list of its tensors.");
        options.Warning?.Invoke($"the graph is unknown, and the network is the list of its tensors: {why}");
        return null;
    }

    // The keys say which part the file is, and the file name gives the names of the other parts. Without the keys, the name decides the
    // part.
    private static Layer ReadParts(GgufPart own, ShardName? shard, long count, string name, ImportOptions options)
    {
        long index = own.Metadata.PartNumber ?? shard?.Number - 1 ?? 0;
        FileFault.Unless(
            count <= MostParts && index < count,
            $"split.no is {index} and split.count is {count}; split.count must be at most {MostParts}, and split.no below it.");
        ShardName? others = shard is not null && shard.Count == count && shard.Number == index + 1 ? shard : null;
        var parts = new ShardedTensors((int)count, options);
        GgufMetadata described = own.Metadata;
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
            $"the parts have {parts.TensorCount} tensors together, but split.tensors.count is {own.Metadata.AllTensors}.");
        return Network(described, parts.Tensors, parts.IsWhole, name, options, inner => parts.Gather(name, isSorted: false, inner));

        IReadOnlyList<ListedTensor> ReadOther(Stream stream, int number)
        {
            GgufPart part = ReadPart(stream, options);
            FileFault.Unless(
                (part.Metadata.PartCount ?? count) == count && (part.Metadata.PartNumber ?? number - 1) == number - 1,
                $"split.no is {part.Metadata.PartNumber} and split.count is {part.Metadata.PartCount}; by the file's name they must be {number - 1} and {count}.");

            // The first part has the settings of the architecture.
            described = described.Architecture is null ? part.Metadata : described;
            return part.Tensors;
        }
    }

    private static GgufPart ReadPart(Stream stream, ImportOptions options)
    {
        var reader = new GgufReader(stream);
        FileFault.Unless(
            reader.Left >= 8 && reader.UInt32("the first bytes") == 0x46554747,
            ErrorCode.FormatUnknown, $"the file is not GGUF: it does not begin with the letters GGUF and a version.");

        uint version = ReadVersion(reader);

        // The least bytes of a tensor: name, number of axes, type, offset. The least bytes of a key: name, type, value.
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

        // If the lower half is zero, the file has the other byte order.
        if ((version & 0xFFFF) == 0)
        {
            reader.IsBigEndian = true;
            version = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(version);
        }

        FileFault.Unless(
            version is >= 1 and <= 3, ErrorCode.FormatUnknown, $"the file has GGUF version {version}; 1, 2 and 3 are supported.");

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
            FileFault.Unless(
                type is not null || !options.IsStrict,
                ErrorCode.LayerUnknown, $"{name}: the tensor type {number} is unknown, and so are its bytes; without -Strict, they are left empty.");

            long? bytes = type is null ? null : Bytes(name, sizes, type);
            string? storage = type is null ? FormattableString.Invariant($"type {number}") : type.Format.HasScales ? type.Name : null;
            ulong offset = reader.UInt64($"the place of {name}");
            FileFault.Unless(offset <= long.MaxValue, $"{name} has the offset {offset}; at most {long.MaxValue} is valid.");
            entries.Add(new GgufEntry(new ListedTensor(name, sizes, type?.Format.Type ?? ElementType.Undefined, storage, bytes), (long)offset));
        }

        return entries;
    }

    // The innermost axis comes first in the file.
    private static long[] ReadSizes(GgufReader reader, string name)
    {
        uint axes = reader.UInt32($"the number of axes of {name}");
        FileFault.Unless(axes <= MostAxes, $"{name} has {axes} axes; at most {MostAxes} are valid.");
        var sizes = new long[axes];
        Int128 elements = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            ulong size = reader.HasShortLengths ? reader.UInt32($"the sizes of {name}") : reader.UInt64($"the sizes of {name}");
            FileFault.Unless(size <= long.MaxValue, $"{name} has an axis of size {size}; at most {long.MaxValue} is valid.");
            sizes[axis] = (long)size;
            elements *= Math.Max(sizes[axis], 1);
            FileFault.Unless(elements <= long.MaxValue, $"{name} has more than {long.MaxValue} elements.");
        }

        return sizes;
    }

    private static long Bytes(string name, long[] sizes, GgmlType type)
    {
        long row = sizes.Length == 0 ? 1 : sizes[^1];
        FileFault.Unless(
            row % type.Format.BlockLength == 0,
            $"{name} of shape {string.Join('x', sizes)} has rows of {row} elements; the type {type.Name} needs a multiple of {type.Format.BlockLength}.");
        Int128 bytes = type.Format.BlockBytes * (Int128)(row / type.Format.BlockLength);
        for (int axis = 0; axis < sizes.Length - 1; axis++)
        {
            bytes *= sizes[axis];
            FileFault.Unless(bytes <= long.MaxValue, $"{name} of shape {string.Join('x', sizes)} takes more than {long.MaxValue} bytes.");
        }

        return bytes <= long.MaxValue ? (long)bytes : throw FileFault.Corrupt($"{name} takes more than {long.MaxValue} bytes.");
    }

    private static void RequireWhole(List<GgufEntry> entries, GgufReader reader, uint alignment)
    {
        long values = (reader.Position + alignment - 1) / alignment * alignment;
        long end = 0;
        string before = "the header";
        foreach (GgufEntry entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Tensor.Bytes))
        {
            string name = entry.Tensor.Name;
            FileFault.Unless(entry.Offset % alignment == 0, $"{name} begins at byte {entry.Offset} of the values, which is not a multiple of the alignment {alignment}.");
            FileFault.Unless(entry.Offset >= end, $"{name} begins at byte {entry.Offset} of the values, inside {before}, which ends at {end}.");
            long bytes = entry.Tensor.Bytes ?? 0;
            FileFault.Unless(
                entry.Offset <= reader.Length - values && bytes <= reader.Length - values - entry.Offset,
                $"{name} takes {bytes} bytes from byte {entry.Offset} of the values, but the file has only {Math.Max(reader.Length - values, 0)} bytes of values: it is truncated or damaged.");
            end = entry.Offset + bytes;
            before = name;
        }
    }

    private sealed record GgufPart(GgufMetadata Metadata, IReadOnlyList<ListedTensor> Tensors);

    private readonly record struct GgufEntry(ListedTensor Tensor, long Offset);
}
