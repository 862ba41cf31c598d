namespace DeepCalc.Formats.Hdf5;

/// <summary>
/// Reads one text attribute of the root group of an HDF5 file, and nothing else: no other group, no data set. It follows the
/// HDF5 File Format Specification, version 3.0: superblocks 0 to 3 (II.A), object headers 1 and 2 (IV.A.1), attribute messages 1 to 3
/// (IV.A.2.m), texts of fixed length and in a global heap (III.E).
/// </summary>
internal static class Hdf5File
{
    private const int AttributeMessage = 0x0C;
    private const int AttributeInfoMessage = 0x15;

    /// <summary>The first bytes of every HDF5 file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The text of an attribute of the root group.</summary>
    /// <exception cref="DeepCalcException">The attribute does not exist, or the file is damaged.</exception>
    public static ReadOnlyMemory<byte> ReadRootAttribute(Stream stream, string name, long most)
    {
        FileFault.Unless(stream.CanSeek, ErrorCode.FileUnreadable, $"an HDF5 file must be on disk; it cannot be read from a pipe.");

        Hdf5Reader reader = Open(stream, out long root);
        bool isDense = false;
        foreach (Hdf5Message message in Hdf5Header.Messages(reader, root))
        {
            if (message.Type == AttributeMessage && !message.IsShared && new Hdf5Attribute(reader, message.Data).Read(name, most) is { } text)
            {
                return text;
            }

            isDense |= message.Type == AttributeInfoMessage && HasDense(reader, message.Data);
        }

        throw isDense
            ? new DeepCalcException(ErrorCode.FormatUnknown, $"the HDF5 file keeps the attributes of its root group in a fractal heap, which is not supported; save the model as .keras or .json.")
            : new DeepCalcException(ErrorCode.FormatUnknown, $"the HDF5 file has no attribute {name}, which holds the description of a Keras model. The file may hold only weights. Save the whole model as .keras or .json.");
    }

    private static Hdf5Reader Open(Stream stream, out long root)
    {
        var plain = new Hdf5Reader(stream, 8, 8, 0);
        byte version = plain.Bytes(8, 1)[0];
        bool isOld = version <= 1;
        FileFault.Unless(
            version <= 3,
            ErrorCode.FormatUnknown, $"the HDF5 file has a superblock of version {version}; versions 0 to 3 are supported. Save the model as .keras or .json.");

        byte[] sizes = plain.Bytes(isOld ? 13 : 9, 2);
        FileFault.Unless(
            sizes is [2 or 4 or 8, 2 or 4 or 8],
            $"the HDF5 file has offsets of {sizes[0]} and lengths of {sizes[1]} bytes; 2, 4 and 8 are valid.");

        // Four addresses follow, and in versions 0 and 1 the entry of the root group: its name and the address of its header.
        long first = version switch { 0 => 24, 1 => 28, _ => 12 };
        long baseAddress = plain.Number(first, sizes[0]);
        root = plain.Number(first + ((isOld ? 5 : 3) * sizes[0]), sizes[0]);
        return new Hdf5Reader(stream, sizes[0], sizes[1], baseAddress);
    }

    private static bool HasDense(Hdf5Reader reader, byte[] message)
    {
        var fields = new Hdf5Fields(message);
        fields.Number(1);
        long flags = fields.Number(1);
        fields.Skip((flags & 1) != 0 ? 2 : 0);
        return fields.Number(reader.OffsetSize) >= 0;
    }
}
