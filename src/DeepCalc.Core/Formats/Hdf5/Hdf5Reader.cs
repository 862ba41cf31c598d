namespace DeepCalc;

/// <summary>Reads pieces of an HDF5 file, and nothing that is not there.</summary>
/// <param name="stream">The file.</param>
/// <param name="offsetSize">The bytes of an address.</param>
/// <param name="lengthSize">The bytes of a length.</param>
/// <param name="baseAddress">What addresses are counted from.</param>
internal sealed class Hdf5Reader(Stream stream, int offsetSize, int lengthSize, long baseAddress)
{
    public int OffsetSize => offsetSize;

    public int LengthSize => lengthSize;

    /// <summary>Bytes at an address.</summary>
    public byte[] Bytes(long address, long length)
    {
        long size = stream.Length;
        if (address < 0 || length < 0 || baseAddress < 0 || address > size - baseAddress || length > size - baseAddress - address)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the HDF5 file refers to {length} bytes at {address}, and has {size}: it is damaged or was cut off.");
        }

        byte[] bytes = new byte[length];
        stream.Position = baseAddress + address;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A number at an address; −1 where all of its bits are set, which stands for none.</summary>
    public long Number(long address, int size) => new Hdf5Fields(Bytes(address, size)).Number(size);
}
