using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace DeepCalc.Formats.Gguf;

/// <summary>Reads the numbers and texts of a GGUF header, and checks each length against the bytes that follow.</summary>
/// <param name="stream">The file, at its beginning.</param>
internal sealed class GgufReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly long _begin = stream.Position;
    private readonly long _end = stream.Length;
    private long _bufferedUpTo = stream.Position;
    private int _next;
    private int _filled;

    /// <summary>Whether numbers are big-endian.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Whether lengths and counts have 32 bits, as in version 1 of the format.</summary>
    public bool HasShortLengths { get; set; }

    /// <summary>The position in the file, in bytes.</summary>
    public long Position => _bufferedUpTo - _begin - (_filled - _next);

    /// <summary>The number of bytes after the position.</summary>
    public long Left => _end - _begin - Position;

    /// <summary>The length of the file in bytes.</summary>
    public long Length => _end - _begin;

    public uint UInt32(string what) => Number<uint>(what);

    public ulong UInt64(string what) => Number<ulong>(what);

    /// <summary>A number of any width.</summary>
    public T Number<T>(string what)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ReadOnlySpan<byte> bytes = Take(Unsafe.SizeOf<T>(), what);
        bool isUnsigned = T.IsZero(T.MinValue);
        return IsBigEndian ? T.ReadBigEndian(bytes, isUnsigned) : T.ReadLittleEndian(bytes, isUnsigned);
    }

    /// <summary>
    /// A count of items that take a minimum number of bytes each; an error if the rest of the file is too short for them.
    /// </summary>
    public long Count(string what, int leastBytes)
    {
        ulong count = HasShortLengths ? UInt32(what) : UInt64(what);
        FileFault.Unless(
            count <= (ulong)(Left / leastBytes),
            $"{what} at byte {Position} is {count}, but only {Left} bytes follow: the file is truncated or damaged.");
        return (long)count;
    }

    public string Text(string what, int mostBytes)
    {
        long length = Count($"the length of {what}", 1);
        FileFault.Unless(length <= mostBytes, $"{what} at byte {Position} is {length} bytes long; at most {mostBytes} are valid.");
        ReadOnlySpan<byte> bytes = Take((int)length, what);
        FileFault.Unless(Utf8.IsValid(bytes), $"{what} at byte {Position - length} is not valid UTF-8.");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A text, or null where it is longer than some bytes or not valid UTF-8.</summary>
    public string? ShortText(string what, int mostBytes)
    {
        long length = Count($"the length of {what}", 1);
        if (length > mostBytes)
        {
            Skip(length, what);
            return null;
        }

        ReadOnlySpan<byte> bytes = Take((int)length, what);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    public void Skip(long bytes, string what)
    {
        FileFault.Unless(bytes <= Left, $"{what} at byte {Position} is {bytes} bytes long, but only {Left} follow: the file is truncated or damaged.");
        int buffered = (int)Math.Min(bytes, _filled - _next);
        _next += buffered;
        if (bytes > buffered)
        {
            _bufferedUpTo += bytes - buffered;
            stream.Position = _bufferedUpTo;
            _next = _filled = 0;
        }
    }

    // At most the length of the buffer.
    private ReadOnlySpan<byte> Take(int count, string what)
    {
        FileFault.Unless(count <= Left, $"the file ends after {Length} bytes, inside {what}: it is truncated.");
        if (_filled - _next < count)
        {
            _buffer.AsSpan(_next, _filled - _next).CopyTo(_buffer);
            _filled -= _next;
            _next = 0;
            int read = stream.ReadAtLeast(_buffer.AsSpan(_filled), count - _filled);
            _bufferedUpTo += read;
            _filled += read;
        }

        _next += count;
        return _buffer.AsSpan(_next - count, count);
    }
}
