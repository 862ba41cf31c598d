namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads an attribute message.</summary>
internal sealed class Hdf5Attribute(Hdf5Reader reader, byte[] message)
{
    private const int FixedText = 3;
    private const int VariableLength = 9;

    /// <summary>The text of the attribute, or null if the attribute has another name.</summary>
    public ReadOnlyMemory<byte>? Read(string name, long most)
    {
        var fields = new Hdf5Fields(message);
        long version = fields.Number(1);
        FileFault.Unless(
            version is >= 1 and <= 3,
            ErrorCode.FormatUnknown, $"the HDF5 file has an attribute message of version {version}; versions 1 to 3 are supported. Save the model as .keras or .json.");

        long flags = fields.Number(1);
        long nameSize = fields.Number(2);
        long typeSize = fields.Number(2);
        long spaceSize = fields.Number(2);
        fields.Skip(version == 3 ? 1 : 0);
        ReadOnlySpan<byte> own = Part(fields, nameSize, version).Span.TrimEnd((byte)0);
        if (!own.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(name)))
        {
            return null;
        }

        FileFault.Unless(
            version == 1 || flags == 0,
            ErrorCode.FormatUnknown, $"the HDF5 file stores the type of the attribute {name} elsewhere, which is not supported; save the model as .keras or .json.");

        var type = new Hdf5Fields(Part(fields, typeSize, version).ToArray());
        Part(fields, spaceSize, version);
        int kind = (int)type.Number(1) & 0x0F;
        type.Skip(3);
        long size = type.Number(4);
        return kind switch
        {
            FixedText => Trimmed(fields.Take(size)),
            VariableLength => Trimmed(FromHeap(fields, most)),
            _ => throw new DeepCalcException(ErrorCode.FormatUnknown, $"the HDF5 file has an attribute {name} of type class {kind}; it must be a text (class 3 or 9). Save the model as .keras or .json."),
        };
    }

    // In version 1 each part is padded to a multiple of eight bytes.
    private static ReadOnlyMemory<byte> Part(Hdf5Fields fields, long size, long version)
    {
        ReadOnlyMemory<byte> part = fields.Take(size);
        fields.Skip(version == 1 ? (8 - (size % 8)) % 8 : 0);
        return part;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> text) => text.TrimEnd((byte)0);

    // The text's length, the address of its collection, and its number in the collection.
    private ReadOnlyMemory<byte> FromHeap(Hdf5Fields fields, long most)
    {
        long length = fields.Number(4);
        long address = fields.Number(reader.OffsetSize);
        long index = fields.Number(4);
        int head = 8 + reader.LengthSize;
        var heap = new Hdf5Fields(reader.Bytes(address, head));
        FileFault.Unless(
            heap.Begins("GCOL"u8), $"the HDF5 file has no heap at {address}, where the text of an attribute should be; it is damaged.");

        heap.Skip(4);
        long end = heap.Number(reader.LengthSize);
        long objectHead = 8 + reader.LengthSize;
        for (long at = head; at <= end - objectHead;)
        {
            var entry = new Hdf5Fields(reader.Bytes(address + at, objectHead));
            long number = entry.Number(2);
            entry.Skip(6);
            long size = entry.Number(reader.LengthSize);
            if (number == 0 || size < 0)
            {
                break;
            }

            if (number == index)
            {
                DeepCalcException.ThrowIf(
                    length > size || length > most, length > most ? ErrorCode.FileTooLarge : ErrorCode.FileCorrupt,
                    $"the HDF5 file has a text of {length} bytes; at most {Math.Min(size, most)} are valid.");

                return reader.Bytes(address + at + objectHead, length);
            }

            // Each object is padded to a multiple of eight bytes.
            at += objectHead + (Math.Min(size, end) + 7) / 8 * 8;
        }

        throw new DeepCalcException(ErrorCode.FileCorrupt, $"the HDF5 file has no text {index} in the heap at {address}; it is damaged.");
    }
}
