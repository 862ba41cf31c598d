namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads texts of any length, which are in collections apart from what refers to them.</summary>
/// <remarks>Source: HDF5 File Format Specification 3.0, III.E.</remarks>
internal sealed class Hdf5Heap(Hdf5Reader reader)
{
    // The texts of each collection: number, address and size.
    private readonly Dictionary<long, Dictionary<long, (long Address, long Size)>> _collections = [];

    /// <summary>A text.</summary>
    /// <param name="address">The address of its collection.</param>
    /// <param name="number">Its number in the collection.</param>
    /// <param name="length">Its length.</param>
    /// <param name="most">The largest length.</param>
    /// <exception cref="DeepCalcException">There is no such text, or it is too long.</exception>
    public ReadOnlyMemory<byte> Text(long address, long number, long length, long most)
    {
        if (!_collections.TryGetValue(address, out Dictionary<long, (long Address, long Size)>? texts))
        {
            _collections.Add(address, texts = TextsAt(address));
        }

        FileFault.Unless(texts.TryGetValue(number, out (long Address, long Size) text), $"the HDF5 file has no text {number} in the heap at {address}; it is damaged.");
        DeepCalcException.ThrowIf(
            length > text.Size || length > most, length > most ? ErrorCode.FileTooLarge : ErrorCode.FileCorrupt,
            $"the HDF5 file has a text of {length} bytes; at most {Math.Min(text.Size, most)} are valid.");
        return reader.Bytes(text.Address, length);
    }

    private Dictionary<long, (long Address, long Size)> TextsAt(long address)
    {
        var texts = new Dictionary<long, (long Address, long Size)>();
        int head = 8 + reader.LengthSize;
        var collection = new Hdf5Fields(reader.Bytes(address, head));
        FileFault.Unless(collection.Begins("GCOL"u8), $"the HDF5 file has no heap at {address}, where the text of an attribute should be; it is damaged.");
        collection.Skip(4);
        long end = collection.Number(reader.LengthSize);
        for (long at = head; at <= end - head;)
        {
            var entry = new Hdf5Fields(reader.Bytes(address + at, head));
            long number = entry.Number(2);
            entry.Skip(6);
            long size = entry.Number(reader.LengthSize);
            if (number == 0 || size < 0)
            {
                break;
            }

            texts.TryAdd(number, (address + at + head, size));

            // Each object is padded to a multiple of eight bytes.
            at += head + ((Math.Min(size, end) + 7) / 8 * 8);
        }

        return texts;
    }
}
