using System.Text;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Writes small ONNX files for tests. Initializers have no data, as in files that were stripped of it.</summary>
public sealed class OnnxFileBuilder
{
    private readonly MemoryStream _graph = new();

    /// <summary>An input whose sizes are numbers or names; "" is a size without either.</summary>
    public OnnxFileBuilder Input(string name, params object[] sizes) => Add(11, ValueInfo(name, 1, sizes));

    /// <summary>An input of whole numbers.</summary>
    public OnnxFileBuilder IntegerInput(string name, params object[] sizes) => Add(11, ValueInfo(name, 7, sizes));

    public OnnxFileBuilder Output(string name) => Add(12, Message(stream => Write(stream, 1, name)));

    /// <summary>What the file declares of a value.</summary>
    public OnnxFileBuilder Declared(string name, params object[] sizes) => Add(13, ValueInfo(name, 1, sizes));

    public OnnxFileBuilder Weight(string name, params long[] sizes) => Add(5, Message(stream =>
    {
        foreach (long size in sizes)
        {
            Write(stream, 1, size);
        }

        Write(stream, 2, 1);
        Write(stream, 8, name);
    }));

    /// <summary>A node of one output, which is called as the node.</summary>
    public OnnxFileBuilder Node(string type, string name, string[] inputs, params (string Name, object Value)[] attributes) => Add(1, Message(stream =>
    {
        foreach (string input in inputs)
        {
            Write(stream, 1, input);
        }

        Write(stream, 2, name);
        Write(stream, 3, name);
        Write(stream, 4, type);
        foreach ((string attribute, object value) in attributes)
        {
            Write(stream, 5, Message(inner =>
            {
                Write(inner, 1, attribute);
                switch (value)
                {
                    case long[] numbers:
                        foreach (long number in numbers)
                        {
                            Write(inner, 8, number);
                        }

                        Write(inner, 20, 7);
                        break;
                    default:
                        Write(inner, 3, Convert.ToInt64(value, null));
                        Write(inner, 20, 2);
                        break;
                }
            }));
        }
    }));

    public byte[] ToArray() => Message(stream =>
    {
        Write(stream, 1, 8);
        Write(stream, 8, Message(opset => Write(opset, 2, 17)));
        Write(stream, 7, _graph.ToArray());
    });

    /// <summary>Writes the file, and returns its path.</summary>
    public string Save(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    private OnnxFileBuilder Add(int field, byte[] message)
    {
        Write(_graph, field, message);
        return this;
    }

    private static byte[] ValueInfo(string name, long type, object[] sizes) => Message(stream =>
    {
        Write(stream, 1, name);
        Write(stream, 2, Message(types => Write(types, 1, Message(tensor =>
        {
            Write(tensor, 1, type);
            Write(tensor, 2, Message(shape =>
            {
                foreach (object size in sizes)
                {
                    Write(shape, 1, Message(axis =>
                    {
                        if (size is string symbol)
                        {
                            Write(axis, 2, symbol);
                        }
                        else
                        {
                            Write(axis, 1, Convert.ToInt64(size, null));
                        }
                    }));
                }
            }));
        }))));
    });

    private static byte[] Message(Action<MemoryStream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, int field, long value)
    {
        Varint(stream, (ulong)field << 3);
        Varint(stream, (ulong)value);
    }

    private static void Write(MemoryStream stream, int field, string text) => Write(stream, field, Encoding.UTF8.GetBytes(text));

    private static void Write(MemoryStream stream, int field, byte[] bytes)
    {
        Varint(stream, ((ulong)field << 3) | 2);
        Varint(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Varint(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
