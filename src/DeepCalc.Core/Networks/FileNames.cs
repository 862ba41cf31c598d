using System.Text;

namespace DeepCalc.Networks;

/// <summary>
/// The names of the layers of a file. Of each, only the part is kept that differs from the name before, since they mostly begin alike; a
/// name is made when it is asked for.
/// </summary>
internal sealed class FileNames
{
    // So many names are in one array, whose first name is whole.
    private const int InGroup = 32;

    private readonly byte[][] _groups;
    private readonly int _longest;

    /// <summary>The names of the layers in their order in the file.</summary>
    public FileNames(IReadOnlyList<string?> names)
    {
        _groups = new byte[(names.Count + InGroup - 1) / InGroup][];
        foreach (string? text in names)
        {
            _longest = Math.Max(_longest, Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0));
        }

        (byte[] name, byte[] before) = (new byte[_longest], new byte[_longest]);
        using var group = new MemoryStream();
        using var writer = new BinaryWriter(group);
        int last = 0;
        for (int i = 0; i < names.Count; i++)
        {
            int length = Encoding.UTF8.GetBytes(names[i] ?? "", name);
            int shared = name.AsSpan(0, length).CommonPrefixLength(before.AsSpan(0, last));
            writer.Write7BitEncodedInt(shared);
            writer.Write7BitEncodedInt(length - shared);
            writer.Write(name.AsSpan(shared, length - shared));
            (name, before, last) = (before, name, length);
            if ((i + 1) % InGroup == 0 || i + 1 == names.Count)
            {
                _groups[i / InGroup] = group.ToArray();
                group.SetLength(0);
                last = 0;
            }
        }
    }

    /// <summary>The name of the layer at a place in the file, from 1; null where it has none.</summary>
    public string? this[int place]
    {
        get
        {
            ReadOnlySpan<byte> rest = _groups[(place - 1) / InGroup];
            Span<byte> name = _longest <= 1024 ? stackalloc byte[_longest] : new byte[_longest];
            int length = 0;
            for (int i = (place - 1) % InGroup; i >= 0; i--)
            {
                int shared = Number(ref rest);
                length = shared + Number(ref rest);
                rest[..(length - shared)].CopyTo(name[shared..]);
                rest = rest[(length - shared)..];
            }

            return length == 0 ? null : Encoding.UTF8.GetString(name[..length]);
        }
    }

    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        int number = 0;
        int shift = 0;
        byte next;
        do
        {
            next = rest[0];
            rest = rest[1..];
            number |= (next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);

        return number;
    }
}
