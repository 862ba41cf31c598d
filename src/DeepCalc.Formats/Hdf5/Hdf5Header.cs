namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads an object header: messages in a first block and in its continuations.</summary>
internal static class Hdf5Header
{
    private const int ContinuationMessage = 0x10;

    // A message has at most 64 KB, and an object of a model has only a few.
    private const long MostBytes = 16 << 20;
    private const int MostBlocks = 1024;

    public static IEnumerable<Hdf5Message> Messages(Hdf5Reader reader, long address)
    {
        var blocks = new Queue<(long Address, long Length)>();
        bool isNew = reader.Bytes(address, 4) is [(byte)'O', (byte)'H', (byte)'D', (byte)'R'];
        long flags = 0;
        if (isNew)
        {
            flags = reader.Bytes(address + 5, 1)[0];
            long sizeAt = address + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
            int sizeOfSize = 1 << (int)(flags & 3);
            blocks.Enqueue((sizeAt + sizeOfSize, reader.Number(sizeAt, sizeOfSize)));
        }
        else if (reader.Bytes(address, 1)[0] == 1)
        {
            blocks.Enqueue((address + 16, reader.Number(address + 8, 4)));
        }
        else
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the HDF5 file has no object header at {address}, where one should be; it is damaged.");
        }

        long bytes = 0;
        for (int count = 1; blocks.TryDequeue(out (long Address, long Length) block); count++)
        {
            bytes += Math.Max(block.Length, 0);
            FileFault.Unless(
                count <= MostBlocks && bytes <= MostBytes,
                ErrorCode.FileTooLarge, $"an object header in the HDF5 file has too many blocks, or they form a cycle; at most {MostBlocks} blocks with {MostBytes} bytes are read.");

            var fields = new Hdf5Fields(reader.Bytes(block.Address, block.Length));
            FileFault.Unless(
                !isNew || count == 1 || fields.Begins("OCHK"u8),
                $"the HDF5 file has no continued header at {block.Address}, where one should be; it is damaged.");

            // A checksum, perhaps after a gap, ends each version 2 block.
            while (Next(fields, isNew, (flags & 4) != 0, isNew && count > 1 ? 4 : 0) is { } message)
            {
                if (message.Type == ContinuationMessage)
                {
                    var where = new Hdf5Fields(message.Data);
                    blocks.Enqueue((where.Number(reader.OffsetSize), where.Number(reader.LengthSize)));
                }

                yield return message;
            }
        }
    }

    private static Hdf5Message? Next(Hdf5Fields fields, bool isNew, bool hasOrder, int trailing)
    {
        int head = isNew ? hasOrder ? 6 : 4 : 8;
        if (fields.Left - trailing < head)
        {
            return null;
        }

        int type = (int)fields.Number(isNew ? 1 : 2);
        long size = fields.Number(2);
        long flags = fields.Number(1);
        fields.Skip(isNew ? hasOrder ? 2 : 0 : 3);

        // 0xFFFF is a valid size, although Number gives −1 for it.
        byte[] data = fields.Take(size == -1 ? 0xFFFF : size).ToArray();
        return new Hdf5Message(type, (flags & 2) != 0, data);
    }
}
