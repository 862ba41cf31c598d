using System.Text;

namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads the links of a group: names, and addresses of objects.</summary>
/// <remarks>
/// Source: HDF5 File Format Specification 3.0: B-trees of version 1 (III.A.1), symbol tables (III.B, III.C), local heaps (III.D), link
/// messages (IV.A.2.g). Links in a fractal heap, which only files for the latest version of the library have, are not supported.
/// </remarks>
internal static class Hdf5Links
{
    private const int InfoMessage = 0x02;
    private const int LinkMessage = 0x06;
    private const int SymbolTableMessage = 0x11;
    private const int MostLevels = 32;

    /// <summary>Whether the messages of an object are those of a group.</summary>
    public static bool AreIn(Hdf5Message[] messages) => Array.Exists(messages, message => message.Type is InfoMessage or LinkMessage or SymbolTableMessage);

    /// <summary>The links of a group to objects of the file; links to paths and to other files are left out.</summary>
    /// <exception cref="DeepCalcException">The group is damaged, or stored in a form that is not supported.</exception>
    public static IReadOnlyList<(string Name, long Address)> Of(Hdf5Reader reader, Hdf5Message[] messages)
    {
        var links = new List<(string Name, long Address)>();
        foreach (Hdf5Message message in messages.Where(message => !message.IsShared))
        {
            var fields = new Hdf5Fields(message.Data);
            switch (message.Type)
            {
                case SymbolTableMessage:
                    long tree = fields.Number(reader.OffsetSize);
                    byte[] heap = Heap(reader, fields.Number(reader.OffsetSize));
                    Visit(reader, tree, heap, links, MostLevels, []);
                    break;
                case LinkMessage when Link(reader, fields) is { } link:
                    links.Add(link);
                    break;
                case InfoMessage:
                    fields.Number(1);
                    fields.Skip((fields.Number(1) & 1) != 0 ? 8 : 0);
                    FileFault.Unless(
                        fields.Number(reader.OffsetSize) < 0,
                        ErrorCode.FormatUnknown, $"the HDF5 file keeps the names in a group in a fractal heap, which is not supported; save the file without libver='latest' or track_order.");
                    break;
            }
        }

        return links;
    }

    // A tree has nodes of further trees, or of symbol tables.
    private static void Visit(Hdf5Reader reader, long address, byte[] heap, List<(string Name, long Address)> links, int levels, HashSet<long> seen)
    {
        FileFault.Unless(levels > 0 && seen.Add(address), $"the names of a group of the HDF5 file form a cycle at {address}; it is damaged.");
        int head = 8 + (2 * reader.OffsetSize);
        var node = new Hdf5Fields(reader.Bytes(address, head));
        FileFault.Unless(node.Begins("TREE"u8) && node.Number(1) == 0, $"the HDF5 file has no tree of names at {address}, where one should be; it is damaged.");
        bool isLeaf = node.Number(1) == 0;
        long count = Count(node);
        var children = new Hdf5Fields(reader.Bytes(address + head, count * (reader.LengthSize + reader.OffsetSize)));
        for (long i = 0; i < count; i++)
        {
            // The first name of the child, by its place in the heap.
            children.Skip(reader.LengthSize);
            long child = children.Number(reader.OffsetSize);
            if (isLeaf)
            {
                FileFault.Unless(seen.Add(child), $"the HDF5 file has the names at {child} twice; it is damaged.");
                AddSymbols(reader, child, heap, links);
            }
            else
            {
                Visit(reader, child, heap, links, levels - 1, seen);
            }
        }
    }

    private static void AddSymbols(Hdf5Reader reader, long address, byte[] heap, List<(string Name, long Address)> links)
    {
        var head = new Hdf5Fields(reader.Bytes(address, 8));
        FileFault.Unless(head.Begins("SNOD"u8), $"the HDF5 file has no table of names at {address}, where one should be; it is damaged.");
        head.Skip(2);
        long count = Count(head);
        int length = (2 * reader.OffsetSize) + 24;
        var entries = new Hdf5Fields(reader.Bytes(address + 8, count * length));
        for (long i = 0; i < count; i++)
        {
            long name = entries.Number(reader.OffsetSize);
            long target = entries.Number(reader.OffsetSize);
            entries.Skip(24);

            // A link to a path has no address.
            if (target >= 0)
            {
                links.Add((NameAt(heap, name), target));
            }
        }
    }

    private static long Count(Hdf5Fields fields) => fields.Number(2) is >= 0 and var count ? count : ushort.MaxValue;

    private static byte[] Heap(Hdf5Reader reader, long address)
    {
        var heap = new Hdf5Fields(reader.Bytes(address, 8 + (2 * reader.LengthSize) + reader.OffsetSize));
        FileFault.Unless(heap.Begins("HEAP"u8), $"the HDF5 file has no heap of names at {address}, where one should be; it is damaged.");
        heap.Skip(4);
        long length = heap.Number(reader.LengthSize);
        heap.Skip(reader.LengthSize);
        return reader.Bytes(heap.Number(reader.OffsetSize), length);
    }

    private static string NameAt(byte[] heap, long offset)
    {
        FileFault.Unless(offset >= 0 && offset < heap.Length, $"the HDF5 file has a name at byte {offset} of a heap of {heap.Length} bytes; it is damaged.");
        ReadOnlySpan<byte> name = heap.AsSpan((int)offset);
        int end = name.IndexOf((byte)0);
        return TextOf(end < 0 ? name : name[..end]);
    }

    // Version, flags, perhaps the kind, the order and the character set; then the length of the name, the name and the address.
    private static (string Name, long Address)? Link(Hdf5Reader reader, Hdf5Fields fields)
    {
        fields.Skip(1);
        long flags = fields.Number(1);
        bool isHard = (flags & 8) == 0 || fields.Number(1) == 0;
        fields.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        string name = TextOf(fields.Take(fields.Number(1 << (int)(flags & 3))).Span);
        return isHard ? (name, fields.Number(reader.OffsetSize)) : null;
    }

    private static string TextOf(ReadOnlySpan<byte> name)
    {
        FileFault.Unless(name.Length <= MostName, ErrorCode.FileTooLarge, $"the HDF5 file has a name of {name.Length} bytes; at most {MostName} are read.");
        return Encoding.UTF8.GetString(name);
    }

    private const int MostName = 1024;
}
