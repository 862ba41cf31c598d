namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>
/// An ONNX file whose weights were removed, with zeros in their place, which are generated while reading or are a hole in a
/// sparse file. It counts the bytes that are read.
/// </summary>
/// <remarks>Source of the field numbers: onnx.proto of the ONNX project, IR version 11.</remarks>
internal sealed class WeightyFile : Stream
{
    private const int Graph = 7;
    private const int Initializer = 5;

    // Pieces of bytes, each followed by a number of zeros.
    private readonly List<(long Start, byte[] Bytes)> _pieces = [];
    private readonly long _length;

    /// <summary>A stripped file with zeros as weights.</summary>
    /// <param name="stripped">The file.</param>
    /// <param name="field">The tensor field for the zeros: 9 for raw data, 4 for floating-point numbers, 7 for integers.</param>
    /// <param name="width">The bytes of an element.</param>
    public WeightyFile(byte[] stripped, int field = 9, int width = 4)
    {
        long end = 0;
        foreach ((byte[] bytes, long zeros) in Model(stripped, field, width))
        {
            _pieces.Add((end, bytes));
            end += bytes.Length + zeros;
        }

        _length = end;
    }

    /// <summary>The number of bytes read.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    /// <summary>Writes the file; the zeros are holes.</summary>
    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        file.SetLength(_length);
        foreach ((long start, byte[] bytes) in _pieces)
        {
            file.Position = start;
            file.Write(bytes);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(_length - Position, 0, buffer.Length);
        buffer[..count].Clear();
        foreach ((long start, byte[] bytes) in _pieces)
        {
            long from = Math.Max(start, Position);
            long to = Math.Min(start + bytes.Length, Position + count);
            if (from < to)
            {
                bytes.AsSpan((int)(from - start), (int)(to - from)).CopyTo(buffer[(int)(from - Position)..]);
            }
        }

        Position += count;
        BytesRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => _length };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static List<(byte[] Bytes, long Zeros)> Model(byte[] model, int field, int width)
    {
        List<(byte[] Bytes, long Zeros)> parts = [];
        foreach ((int number, byte[] head, byte[] content) in Fields(model))
        {
            if (number != Graph)
            {
                parts.Add(([.. head, .. content], 0));
                continue;
            }

            List<(byte[] Bytes, long Zeros)> graph = [];
            foreach ((int inner, byte[] innerHead, byte[] tensor) in Fields(content))
            {
                graph.AddRange(inner == Initializer ? Tensor(tensor, field, width) : [([.. innerHead, .. tensor], 0)]);
            }

            parts.Add((Head(Graph, graph.Sum(part => part.Bytes.Length + part.Zeros)), 0));
            parts.AddRange(graph);
        }

        return parts;
    }

    private static (byte[] Bytes, long Zeros)[] Tensor(byte[] tensor, int field, int width)
    {
        long bytes = width;
        foreach ((int number, byte[] _, byte[] content) in Fields(tensor))
        {
            if (number is 5 or 7)
            {
                // The tensor has its values.
                return [([.. Head(Initializer, tensor.Length), .. tensor], 0)];
            }

            for (int at = 0; number == 1 && at < content.Length;)
            {
                bytes *= (long)Varint(content, ref at);
            }
        }

        byte[] head = [.. tensor, .. Head(field, bytes)];
        return [(Head(Initializer, head.Length + bytes), 0), (head, bytes)];
    }

    // The fields of a message. The head of a field with a length gives the length.
    private static IEnumerable<(int Number, byte[] Head, byte[] Content)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            ulong tag = Varint(message, ref at);
            int body = at;
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    body = at;
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }

            yield return ((int)(tag >> 3), message[start..body], message[body..at]);
        }
    }

    private static byte[] Head(int field, long length)
    {
        List<byte> head = [(byte)((field << 3) | 2)];
        for (; length > 0x7F; length >>= 7)
        {
            head.Add((byte)(length | 0x80));
        }

        return [.. head, (byte)length];
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
