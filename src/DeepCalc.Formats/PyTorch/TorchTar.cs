using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Reads the form that PyTorch wrote before version 0.2: a tar archive of pickles, storages and tensors.</summary>
/// <remarks>Source: torch/serialization.py, legacy_load in _legacy_load.</remarks>
internal static class TorchTar
{
    /// <summary>The number of first bytes that recognise the form.</summary>
    public const int HeadLength = 262;

    private const int Block = 512;
    private const int MostMembers = 1_000;
    private const string Storages = "storages";
    private const string Tensors = "tensors";
    private const string Pickle = "pickle";

    /// <summary>Whether a file with these first bytes is such an archive.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.Length >= HeadLength && head[257..].StartsWith("ustar"u8) && NameIn(head) is Storages or Tensors or Pickle or "sys_info";

    public static TorchFile Read(Stream stream, PickleCalls calls, CancellationToken cancellation)
    {
        Dictionary<string, (long Begin, long End)> members = Members(stream);
        Dictionary<string, Place> storages = ReadStorages(Input(Storages), calls, cancellation);
        Dictionary<string, TorchTensor> tensors = ReadTensors(Input(Tensors), storages, calls, cancellation);
        object? root = new PickleReader(Input(Pickle), calls, cancellation) { Resolve = TorchStream.ClassOf }.Read();
        return new TorchFile("PyTorch, tar", root, new TorchObjects(new TorchStorages()) { Saved = tensors }, members.Values.Sum(member => member.End - member.Begin), calls);

        PickleInput Input(string name)
        {
            FileFault.Unless(members.ContainsKey(name), $"the archive of PyTorch has no member named {name}; it is truncated or damaged.");
            stream.Position = members[name].Begin;
            return new PickleInput(stream, members[name].End);
        }
    }

    // The number of storages. Of each: key, device and class, the number of elements, and the values. Then views: key, key of the whole,
    // first element and number.
    private static Dictionary<string, Place> ReadStorages(PickleInput input, PickleCalls calls, CancellationToken cancellation)
    {
        var reader = new PickleReader(input, calls, cancellation);
        var found = new Dictionary<string, Place>(StringComparer.Ordinal);
        for (long left = Count(reader.Read()); left > 0; left--)
        {
            if (reader.Read() is not PickleSequence { Items: [{ } key, { } device, { } named] } || TorchType.Of(named) is not { } type)
            {
                throw FileFault.Corrupt($"the archive has a storage without a key and a known class before byte {input.Position}; it is damaged.");
            }

            long elements = input.Int64();
            Int128 bytes = (Int128)elements * type.StorageBits / 8;
            FileFault.Unless(elements >= 0 && bytes <= input.Left, $"a storage has {elements} elements at byte {input.Position}, but only {input.Left} bytes follow: the file is truncated or damaged.");
            input.Skip((long)bytes);
            found[Text(key)] = new Place(new TorchStorage(Text(key), elements, (long)bytes, device as string != "meta"), type, 0);
        }

        foreach (object? view in (reader.Read() as PickleSequence)?.Items ?? [])
        {
            if (view is not PickleSequence { Items: [{ } key, { } whole, long offset and >= 0, long] } || !found.TryGetValue(Text(whole), out Place? place))
            {
                throw FileFault.Corrupt($"the archive has a view of an unknown storage before byte {input.Position}; it is damaged.");
            }

            found[Text(key)] = place with { Offset = offset };
        }

        return found;
    }

    // The number of tensors. Of each: key, key of the storage and class; the number of axes in 4 of 8 bytes, sizes, strides, and the first
    // element.
    private static Dictionary<string, TorchTensor> ReadTensors(PickleInput input, Dictionary<string, Place> storages, PickleCalls calls, CancellationToken cancellation)
    {
        var reader = new PickleReader(input, calls, cancellation);
        var found = new Dictionary<string, TorchTensor>(StringComparer.Ordinal);
        for (long left = Count(reader.Read()); left > 0; left--)
        {
            if (reader.Read() is not PickleSequence { Items: [{ } key, { } of, _] } || !storages.TryGetValue(Text(of), out Place? place))
            {
                throw FileFault.Corrupt($"the archive has a tensor in an unknown storage before byte {input.Position}; it is damaged.");
            }

            int axes = input.Int32();
            input.Int32();
            FileFault.Unless(axes >= 0 && axes <= input.Left / (2 * sizeof(long)), $"a tensor has {axes} axes at byte {input.Position}; the file is damaged.");
            long[] sizes = Numbers(axes);
            long[] strides = Numbers(axes);
            long offset = input.Int64();
            FileFault.Unless(offset >= 0 && offset <= long.MaxValue - place.Offset, $"a tensor begins at element {offset} of its storage; at least 0 is valid.");
            found[Text(key)] = TorchTensor.Of(place.Storage, offset + place.Offset, sizes, strides, place.Type);
        }

        return found;

        long[] Numbers(int count)
        {
            var numbers = new long[count];
            for (int i = 0; i < count; i++)
            {
                numbers[i] = input.Int64();
            }

            return numbers;
        }
    }

    /// <summary>The text of a key, which is a number or a text.</summary>
    public static string Text(object key) => key as string ?? (key as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static long Count(object? value) => value is long count and >= 0 ? count : throw FileFault.Corrupt($"the archive has no number of its storages or tensors; it is damaged.");

    private static Dictionary<string, (long Begin, long End)> Members(Stream stream)
    {
        var members = new Dictionary<string, (long Begin, long End)>(StringComparer.Ordinal);
        Span<byte> header = stackalloc byte[Block];
        long position = 0;
        for (int count = 0; count < MostMembers && position <= stream.Length - Block; count++)
        {
            stream.Position = position;
            stream.ReadExactly(header);
            if (header[0] == 0)
            {
                break;
            }

            long length = Octal(header[124..136]);
            long begin = position + Block;
            FileFault.Unless(length <= stream.Length - begin, $"the archive has a member of {length} bytes at byte {begin}, but the file has only {stream.Length}: it is truncated or damaged.");
            members.TryAdd(NameIn(header), (begin, begin + length));
            position = begin + ((length + Block - 1) / Block * Block);
        }

        return members;
    }

    private static string NameIn(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> name = header[..100];
        int end = name.IndexOf((byte)0);
        return System.Text.Encoding.ASCII.GetString(end < 0 ? name : name[..end]);
    }

    private static long Octal(ReadOnlySpan<byte> digits)
    {
        long number = 0;
        foreach (byte digit in digits)
        {
            if (digit is >= (byte)'0' and <= (byte)'7')
            {
                number = (number << 3) | (long)(digit - (byte)'0');
            }
        }

        return number;
    }

    private sealed record Place(TorchStorage Storage, TorchType Type, long Offset);
}
