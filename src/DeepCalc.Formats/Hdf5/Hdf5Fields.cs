namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads the fields of a piece of an HDF5 file in order; numbers are little-endian.</summary>
internal sealed class Hdf5Fields(byte[] bytes)
{
    private int _position;

    public int Left => bytes.Length - _position;

    public ReadOnlyMemory<byte> Take(long length)
    {
        FileFault.Unless(
            length >= 0 && length <= Left,
            $"the HDF5 file has a block of {bytes.Length} bytes with a field of {length} bytes at byte {_position}; it is damaged.");

        ReadOnlyMemory<byte> taken = bytes.AsMemory(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    public void Skip(long length) => Take(length);

    /// <summary>Skips a signature; false if the next bytes differ.</summary>
    public bool Begins(ReadOnlySpan<byte> mark)
    {
        if (Left < mark.Length || !bytes.AsSpan(_position).StartsWith(mark))
        {
            return false;
        }

        _position += mark.Length;
        return true;
    }

    /// <summary>An unsigned number of the given width in bytes; −1 if all bits are set or the value exceeds 63 bits.</summary>
    public long Number(int size)
    {
        ReadOnlySpan<byte> taken = Take(size).Span;
        ulong number = 0;
        for (int i = taken.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | taken[i];
        }

        bool isNone = size >= 2 && number == ulong.MaxValue >> (64 - (8 * size));
        return isNone || number > long.MaxValue ? -1 : (long)number;
    }
}
