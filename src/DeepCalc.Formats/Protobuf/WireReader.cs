using System.Buffers.Binary;

namespace DeepCalc.Formats.Protobuf;

/// <summary>
/// Reads the wire format of protocol buffers from a file without loading the file. It seeks over fields that are not needed.
/// </summary>
/// <remarks>Source: the encoding page of the protocol buffers documentation.</remarks>
internal sealed class WireReader
{
    // Sequential reads use large pieces. After a seek, a small piece suffices for the next fields.
    private const int LargePiece = 1 << 16;
    private const int SmallPiece = 1 << 12;

    private readonly Stream _stream;
    private readonly NameTable _names;
    private readonly byte[] _buffer;
    private long _bufferStart;
    private int _buffered;
    private int _next;
    private int _piece = SmallPiece;

    /// <summary>Begins at the start of a seekable stream.</summary>
    public WireReader(Stream stream)
    {
        _stream = stream;
        Length = stream.Length;
        _buffer = new byte[Math.Min(LargePiece, Length)];
        _names = new NameTable(Length);
        stream.Position = 0;
    }

    /// <summary>The length of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>The position of the next byte.</summary>
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

    /// <summary>A number of variable length (varint).</summary>
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

    /// <summary>Four bytes, little-endian.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>Eight bytes, little-endian.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>The end of a field with a length: a message, text or packed numbers.</summary>
    public long ReadEnd(WireType type, long end)
    {
        if (type != WireType.Length)
        {
            throw Corrupt("a field has the wrong wire type");
        }

        ulong length = ReadVarint();
        long position = Position;
        return length <= (ulong)(end - position)
            ? position + (long)length
            : throw Corrupt($"a field has {length} bytes, but only {Math.Max(end - position, 0)} are left: the file is truncated or damaged");
    }

    /// <summary>A text; equal texts become one string.</summary>
    public string ReadText(WireType type, long end)
    {
        long length = ReadEnd(type, end) - Position;
        return length <= LargePiece
            ? _names.Find(ReadBytes((int)length))
            : throw Corrupt($"a name is {length} bytes long; at most {LargePiece} are valid");
    }

    /// <summary>A number of bytes, at most 64 KB; they are valid until the next read.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        Require(count);
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_next, count);
        _next += count;
        return bytes;
    }

    /// <summary>Skips a field.</summary>
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
                throw Corrupt($"a field has the wire type {(int)type}; 0, 1, 2 and 5 are valid");
        }
    }

    /// <summary>Continues at another position.</summary>
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

    /// <summary>The error of a damaged file, with the position.</summary>
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
