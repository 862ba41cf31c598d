namespace DeepCalc;

/// <summary>The fields of a piece of an HDF5 file, one after another; numbers have their lowest byte first.</summary>
/// <param name="bytes">The piece.</param>
internal sealed class Hdf5Fields(byte[] bytes)
{
    private int _position;

    /// <summary>How many bytes are left.</summary>
    public int Left => bytes.Length - _position;

    /// <summary>The next so many bytes.</summary>
    public ReadOnlyMemory<byte> Take(long length)
    {
        if (length < 0 || length > Left)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the HDF5 file has a part of {bytes.Length} bytes that claims {length} more at byte {_position}; it is damaged.");
        }

        ReadOnlyMemory<byte> taken = bytes.AsMemory(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(long length) => Take(length);

    /// <summary>Whether the next bytes are these, which are passed over.</summary>
    public bool Begins(ReadOnlySpan<byte> mark)
    {
        if (Left < mark.Length || !bytes.AsSpan(_position).StartsWith(mark))
        {
            return false;
        }

        _position += mark.Length;
        return true;
    }

    /// <summary>A number of so many bytes; −1 where all of its bits are set, or where it is more than a file can have.</summary>
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
