namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads pieces of an HDF5 file, and checks that they lie inside the file.</summary>
/// <param name="stream">The file.</param>
/// <param name="offsetSize">The width of an address in bytes.</param>
/// <param name="lengthSize">The width of a length in bytes.</param>
/// <param name="baseAddress">The position that addresses are relative to.</param>
internal sealed class Hdf5Reader(Stream stream, int offsetSize, int lengthSize, long baseAddress)
{
    // No piece of a sound file is needed often, and its data sets are skipped.
    private const long MostOfEach = 4;
    private const long MostOfAny = 64 << 10;

    private readonly long _most = (MostOfEach * stream.Length) + MostOfAny;
    private long _read;
    private Hdf5Heap? _heap;

    /// <summary>The texts that are apart from what refers to them.</summary>
    public Hdf5Heap Heap => _heap ??= new Hdf5Heap(this);

    public int OffsetSize => offsetSize;

    public int LengthSize => lengthSize;

    public byte[] Bytes(long address, long length)
    {
        RequireInside(address, length);
        _read += length;
        FileFault.Unless(_read <= _most, $"the HDF5 file refers to the same pieces again and again; it is damaged.");

        byte[] bytes = new byte[length];
        stream.Position = baseAddress + address;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A number at an address; −1 if all its bits are set, which means that there is none.</summary>
    public long Number(long address, int size) => new Hdf5Fields(Bytes(address, size)).Number(size);

    /// <summary>Requires a piece to lie inside the file.</summary>
    /// <exception cref="DeepCalcException">It does not.</exception>
    public void RequireInside(long address, long length)
    {
        long size = stream.Length;
        FileFault.Unless(
            address >= 0 && length >= 0 && baseAddress >= 0 && address <= size - baseAddress && length <= size - baseAddress - address,
            $"the HDF5 file refers to {length} bytes at {address}, but has only {size} bytes: it is truncated or damaged.");
    }
}
