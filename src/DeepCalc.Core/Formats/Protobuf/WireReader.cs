using System.Buffers.Binary;

namespace DeepCalc;

/// <summary>
/// Reads the wire format of protocol buffers from a file without holding the file: what is not wanted is passed over by seeking.
/// </summary>
/// <remarks>Source: the encoding page of the protocol buffers documentation.</remarks>
internal sealed class WireReader
{
    // Reading goes on in large pieces; after a jump a small piece is enough to see what comes next.
    private const int LargePiece = 1 << 16;
    private const int SmallPiece = 1 << 12;

    private readonly Stream _stream;
    private readonly NameTable _names;
    private readonly byte[] _buffer;
    private long _bufferStart;
    private int _buffered;
    private int _next;
    private int _piece = SmallPiece;

    /// <summary>Begins at the start of a stream that can seek.</summary>
    public WireReader(Stream stream)
    {
        _stream = stream;
        Length = stream.Length;
        _buffer = new byte[Math.Min(LargePiece, Length)];
        _names = new NameTable(Length);
        stream.Position = 0;
    }

    /// <summary>The length of the file.</summary>
    public long Length { get; }

    /// <summary>Where the next byte is read.</summary>
    public long Position => _bufferStart + _next;

    /// <summary>The next field of a message that ends at <paramref name="end"/>; false at its end.</summary>
    public bool TryReadTag(long end, out int field, out WireType type)
    {
        if (Position >= end)
        {
            if (Position > end)
            {
                throw Corrupt("a field goes beyond the message that it is in");
            }

            field = 0;
            type = default;
            return false;
        }

        ulong tag = ReadVarint();
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        type = (WireType)(tag & 7);
        return field != 0 ? true : throw Corrupt("a field has the number 0");
    }

    /// <summary>A number of variable length.</summary>
    public ulong ReadVarint()
    {
        // Most have one byte.
        if (_next < _buffered && _buffer[_next] < 0x80)
        {
            return _buffer[_next++];
        }

        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = ReadByte();
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Corrupt("a number has more than ten bytes");
    }

    /// <summary>A signed number of variable length.</summary>
    public long ReadInt64() => unchecked((long)ReadVarint());

    /// <summary>Four bytes, the lowest first.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>Eight bytes, the lowest first.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>The end of what is told by its length: a message, text or packed numbers.</summary>
    public long ReadEnd(WireType type, long end)
    {
        if (type != WireType.Length)
        {
            throw Corrupt("a field is not of the kind that it should be");
        }

        ulong length = ReadVarint();
        long position = Position;
        return length <= (ulong)(end - position)
            ? position + (long)length
            : throw Corrupt($"a field of {length} bytes does not fit into the {Math.Max(end - position, 0)} that are left, so the file is cut short or damaged");
    }

    /// <summary>Text; the same each time that it is read.</summary>
    public string ReadText(WireType type, long end)
    {
        long length = ReadEnd(type, end) - Position;
        return length <= LargePiece
            ? _names.Find(ReadBytes((int)length))
            : throw Corrupt($"a name is {length} bytes long; at most {LargePiece} are read");
    }

    /// <summary>So many bytes, at most 64 KB; they are there until the next are read.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        Require(count);
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_next, count);
        _next += count;
        return bytes;
    }

    /// <summary>Passes over a field.</summary>
    public void Skip(WireType type, long end)
    {
        switch (type)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                JumpTo(Position + 8, end);
                break;
            case WireType.Length:
                JumpTo(ReadEnd(type, end), end);
                break;
            case WireType.Fixed32:
                JumpTo(Position + 4, end);
                break;
            default:
                throw Corrupt($"a field is of kind {(int)type}, which does not exist");
        }
    }

    /// <summary>Goes on at another place.</summary>
    public void JumpTo(long position, long end)
    {
        if (position > end)
        {
            throw Corrupt("a field goes beyond the message that it is in");
        }

        if (position >= _bufferStart && position <= _bufferStart + _buffered)
        {
            _next = (int)(position - _bufferStart);
            return;
        }

        _bufferStart = position;
        _buffered = 0;
        _next = 0;
        _piece = SmallPiece;
    }

    /// <summary>The error of a damaged file, with the place.</summary>
    public DeepCalcException Corrupt(string what) => new(ErrorCode.FileCorrupt, $"the file is damaged at byte {Position}: {what}.");

    private byte ReadByte()
    {
        if (_next >= _buffered)
        {
            Require(1);
        }

        return _buffer[_next++];
    }

    private void Require(int count)
    {
        if (_buffered - _next >= count)
        {
            return;
        }

        int kept = _buffered - _next;
        Buffer.BlockCopy(_buffer, _next, _buffer, 0, kept);
        _bufferStart += _next;
        _next = 0;
        _buffered = kept;
        _stream.Position = _bufferStart + kept;
        int wanted = Math.Max(count, Math.Max(_piece, kept));
        while (_buffered < count)
        {
            int read = _stream.Read(_buffer, _buffered, Math.Min(_buffer.Length, wanted) - _buffered);
            if (read == 0)
            {
                throw new DeepCalcException(ErrorCode.FileCorrupt, $"the file ends at byte {_bufferStart + _buffered}, in the middle of a field.");
            }

            _buffered += read;
        }

        _piece = LargePiece;
    }
}
