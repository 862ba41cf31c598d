using System.Text;

namespace DeepCalc.Formats.Protobuf;

/// <summary>
/// Reads the wire format of protocol buffers from a file without loading the file. It seeks over fields that are not needed.
/// </summary>
/// <remarks>Source: the encoding page of the protocol buffers documentation.</remarks>
internal class WireReader
{
    // Sequential reads use large pieces. After a seek, a small piece suffices for the next fields.
    private const int LargePiece = 1 << 16;
    private const int SmallPiece = 1 << 12;

    // Limits far above any network, and low enough for any machine.
    private const int MostMessages = 10_000_000;
    private const int Deepest = 192;

    private readonly Stream _stream;
    private readonly CancellationToken _cancellation;
    private readonly ByteTable<string> _names = new(static (name, bytes) => Ascii.Equals(bytes, name) || Encoding.UTF8.GetString(bytes) == name);
    private readonly byte[] _buffer;
    private long _bufferStart;
    private int _buffered;
    private int _next;
    private int _piece = SmallPiece;
    private int _messages;
    private int _depth;

    // The end of the current message, and the current field. At the start, the whole file is a field.
    private long _end;
    private WireType _type = WireType.Length;
    private long _fieldEnd;

    /// <summary>Begins at the start of a seekable stream.</summary>
    public WireReader(Stream stream, CancellationToken cancellation = default)
    {
        _stream = stream;
        _cancellation = cancellation;
        _end = _fieldEnd = stream.Length;
        _buffer = new byte[Math.Min(LargePiece, _end)];
        stream.Position = 0;
    }

    /// <summary>The position of the next byte.</summary>
    public long Position => _bufferStart + _next;

    /// <summary>The end of the current field, which must have a length: a message, text or packed numbers.</summary>
    public long FieldEnd => _type == WireType.Length ? _fieldEnd : throw WrongType();

    /// <summary>Enters the message in the current field. The result is for <see cref="End"/>.</summary>
    public long Begin()
    {
        _cancellation.ThrowIfCancellationRequested();
        DeepCalcException.ThrowIf(
            ++_messages > MostMessages, ErrorCode.FileTooLarge, $"the file has more than {MostMessages} messages, the most that is read.");
        DeepCalcException.ThrowIf(
            ++_depth > Deepest, ErrorCode.FileTooLarge, $"messages are nested deeper than {Deepest} levels, the most that is read.");
        long outer = _end;
        _end = FieldEnd;
        return outer;
    }

    /// <summary>Leaves a message.</summary>
    public void End(long outer)
    {
        _depth--;
        _end = outer;
    }

    /// <summary>Goes to the next field of the message; false at its end.</summary>
    public bool TryNext(out int field)
    {
        field = 0;
        if (Position >= _end)
        {
            return Position > _end ? throw Beyond() : false;
        }

        ulong tag = ReadVarint();
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        _type = (WireType)(tag & 7);
        if (_type == WireType.Length)
        {
            ulong length = ReadVarint();
            long left = _end - Position;
            _fieldEnd = length <= (ulong)Math.Max(left, 0)
                ? Position + (long)length
                : throw Corrupt($"a field has {length} bytes, but only {Math.Max(left, 0)} are left: the file is truncated or damaged");
        }

        return field != 0 ? true : throw Corrupt("a field has the number 0");
    }

    /// <summary>The number in the current field, as its bits.</summary>
    public long ReadNumber(WireType type = WireType.Varint) => _type == type ? ReadBits(type) : throw WrongType();

    /// <summary>The floating-point number in the current field.</summary>
    public float ReadFloat() => BitConverter.UInt32BitsToSingle((uint)ReadNumber(WireType.Fixed32));

    /// <summary>Adds the numbers in the current field, packed or one by one, as their bits; no more when there are as many as wanted.</summary>
    public void ReadNumbers(List<long> numbers, WireType type = WireType.Varint, int wanted = int.MaxValue)
    {
        if (numbers.Count >= wanted)
        {
            Skip();
        }
        else if (_type == type)
        {
            numbers.Add(ReadBits(type));
        }
        else
        {
            long end = FieldEnd;
            while (Position < end && numbers.Count < wanted)
            {
                numbers.Add(ReadBits(type));
            }

            JumpTo(Position > end ? throw Beyond() : end);
        }
    }

    /// <summary>The text in the current field; equal texts become one string.</summary>
    public string ReadText()
    {
        long length = FieldEnd - Position;
        if (length > LargePiece)
        {
            throw Corrupt($"a name is {length} bytes long; at most {LargePiece} are valid");
        }

        ReadOnlySpan<byte> bytes = ReadBytes((int)length);
        return _names.Find(bytes, out int hash) ?? _names.Add(Encoding.UTF8.GetString(bytes), hash);
    }

    /// <summary>The first bytes of the current field, which is not read by it; they are valid until the next read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_buffered - _next < count)
        {
            Fill(count);
        }

        return _buffer.AsSpan(_next, count);
    }

    /// <summary>A number of a fixed width in bytes, little-endian, as its bits.</summary>
    public long ReadFixed(int width)
    {
        ulong bits = 0;
        ReadOnlySpan<byte> bytes = ReadBytes(width);
        for (int i = width - 1; i >= 0; i--)
        {
            bits = (bits << 8) | bytes[i];
        }

        return unchecked((long)bits);
    }

    /// <summary>Skips the current field.</summary>
    public void Skip()
    {
        if (_type == WireType.Varint)
        {
            ReadVarint();
            return;
        }

        JumpTo(_type switch
        {
            WireType.Fixed64 => Position + 8,
            WireType.Length => _fieldEnd,
            WireType.Fixed32 => Position + 4,
            _ => throw Corrupt($"a field has the wire type {(int)_type}; 0, 1, 2 and 5 are valid"),
        });
    }

    /// <summary>Continues at another position in the message.</summary>
    public void JumpTo(long position)
    {
        if (position > _end)
        {
            throw Beyond();
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

    private DeepCalcException WrongType() => Corrupt("a field has the wrong wire type");

    private DeepCalcException Beyond() => Corrupt("a field goes beyond the message that it is in");

    private long ReadBits(WireType type) => type switch
    {
        WireType.Varint => unchecked((long)ReadVarint()),
        WireType.Fixed32 => ReadFixed(4),
        _ => ReadFixed(8),
    };

    // A number of variable length. Most have one byte.
    private ulong ReadVarint() => _next < _buffered && _buffer[_next] < 0x80 ? _buffer[_next++] : ReadLongVarint();

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = ReadBytes(1)[0];
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Corrupt("a number has more than ten bytes");
    }

    // At most a large piece; they are valid until the next read.
    private ReadOnlySpan<byte> ReadBytes(int count)
    {
        ReadOnlySpan<byte> bytes = Peek(count);
        _next += count;
        return bytes;
    }

    private void Fill(int count)
    {
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
            DeepCalcException.ThrowIf(
                read == 0, ErrorCode.FileCorrupt, $"the file ends at byte {_bufferStart + _buffered}, in the middle of a field.");

            _buffered += read;
        }

        _piece = LargePiece;
    }
}
