using System.Buffers.Binary;
using System.Text;

namespace DeepCalc.Formats.Pickles;

/// <summary>Reads the bytes of pickles, one after another in one stream.</summary>
/// <param name="stream">The stream, at the first pickle.</param>
/// <param name="end">The end of the pickles in the stream; by default that of the stream.</param>
internal sealed class PickleInput(Stream stream, long? end = null)
{
    /// <summary>The largest number of bytes of a text that is kept whole.</summary>
    public const int MostText = 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly long _end = end ?? stream.Length;
    private long _bufferedUpTo = stream.Position;
    private int _next;
    private int _filled;

    /// <summary>The position in the stream.</summary>
    public long Position => _bufferedUpTo - (_filled - _next);

    /// <summary>The number of bytes after the position.</summary>
    public long Left => _end - Position;

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A length of 1, 2, 4 or 8 bytes; an error if fewer bytes follow.</summary>
    public long Length(int width)
    {
        ReadOnlySpan<byte> bytes = Take(width);
        ulong length = 0;
        for (int i = width - 1; i >= 0; i--)
        {
            length = (length << 8) | bytes[i];
        }

        FileFault.Unless(length <= (ulong)Left, $"the pickle has a text or block of {length} bytes at byte {Position}, but only {Left} bytes follow: it is truncated or damaged.");
        return (long)length;
    }

    /// <summary>A text in UTF-8, or the beginning of a long one as <see cref="PickleLongText"/>.</summary>
    public object Text(long length)
    {
        string text = Encoding.UTF8.GetString(Take((int)Math.Min(length, MostText)));
        if (length <= MostText)
        {
            return text;
        }

        Skip(length - MostText);
        return new PickleLongText(text, length);
    }

    /// <summary>The text up to the end of the line, or the beginning of a long one.</summary>
    public string Line() => TextOfLine() switch { PickleLongText text => text.Beginning, object text => (string)text };

    /// <summary>The text up to the end of the line, or the beginning of a long one as <see cref="PickleLongText"/>.</summary>
    public object TextOfLine()
    {
        Span<byte> kept = stackalloc byte[MostText];
        long length = 0;
        for (byte next = Byte(); next != (byte)'\n'; next = Byte())
        {
            if (length < MostText)
            {
                kept[(int)length] = next;
            }

            length++;
        }

        string text = Encoding.UTF8.GetString(kept[..(int)Math.Min(length, MostText)]);
        return length <= MostText ? text : new PickleLongText(text, length);
    }

    public void Skip(long count)
    {
        FileFault.Unless(count <= Left, $"the pickle skips {count} bytes at byte {Position}, but only {Left} bytes follow: it is truncated or damaged.");
        int buffered = (int)Math.Min(count, _filled - _next);
        _next += buffered;
        if (count > buffered)
        {
            _bufferedUpTo += count - buffered;
            stream.Position = _bufferedUpTo;
            _next = _filled = 0;
        }
    }

    /// <summary>The next bytes, at most the length of the buffer; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        FileFault.Unless(count <= Left, $"the pickle ends at byte {_end}, inside an opcode or before its end: it is truncated.");
        if (_filled - _next < count)
        {
            _buffer.AsSpan(_next, _filled - _next).CopyTo(_buffer);
            _filled -= _next;
            _next = 0;
            int room = (int)Math.Min(_buffer.Length - _filled, _end - _bufferedUpTo);
            int read = stream.ReadAtLeast(_buffer.AsSpan(_filled, room), count - _filled);
            _bufferedUpTo += read;
            _filled += read;
        }

        _next += count;
        return _buffer.AsSpan(_next - count, count);
    }
}
