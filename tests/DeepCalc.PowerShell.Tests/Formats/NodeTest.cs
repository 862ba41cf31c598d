using System.Buffers.Binary;
using System.Globalization;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>One of ONNX's own tests of a node, its model without declared output shapes.</summary>
internal sealed class NodeTest(string folder)
{
    private const string Root = "/usr/share/libonnx-testdata/data/node";

    /// <summary>How to install the tests.</summary>
    public const string HowToInstall = "ONNX's own tests are not installed: apt-get install libonnx-testdata.";

    private const int Graph = 7;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;
    private const int GraphValue = 13;

    public static bool AreInstalled => Directory.Exists(Root);

    /// <summary>The tests whose names have a prefix.</summary>
    public static IEnumerable<NodeTest> Of(string prefix) => Directory.GetDirectories(Root, prefix + "*").Order(StringComparer.Ordinal).Select(path => new NodeTest(path));

    public string Name => Path.GetFileName(folder);

    /// <summary>The file, with outputs that have only names.</summary>
    public byte[] Model()
    {
        var model = new WireWriter();
        foreach ((int field, object value) in Fields(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))))
        {
            Copy(model, field, field == Graph ? WithoutShapes((byte[])value) : value);
        }

        return model.ToArray();
    }

    /// <summary>A hash table of all inputs that are numbers, as people type it.</summary>
    public string Values()
    {
        byte[] graph = Message(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), Graph).Single();
        string[] names = [.. Message(graph, GraphInput).Select(info => System.Text.Encoding.UTF8.GetString(Message(info, 1).Single()))];
        IEnumerable<string> values = names.Select((name, i) => (Name: name, Text: Numbers(i))).Where(input => input.Text.Length > 0).Select(input => $"'{input.Name}' = {input.Text}");
        return $"@{{ {string.Join("; ", values)} }}";
    }

    /// <summary>The sizes of the first recorded output.</summary>
    public string Output() => string.Join('x', Sizes(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", "output_0.pb")))) is { Length: > 0 } sizes ? sizes : "scalar";

    private string Numbers(int input)
    {
        string path = Path.Combine(folder, "test_data_set_0", $"input_{input}.pb");
        if (!File.Exists(path))
        {
            return "";
        }

        byte[] tensor = File.ReadAllBytes(path);
        long type = Fields(tensor).Where(field => field.Field == 2).Select(field => (long)field.Value).FirstOrDefault();
        byte[] raw = Message(tensor, 9).FirstOrDefault([]);
        return type switch
        {
            1 => Join(raw, 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes).ToString(CultureInfo.InvariantCulture)),
            6 => Join(raw, 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture)),
            7 => Join(raw, 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture)),
            9 => Join(raw, 1, bytes => bytes[0] == 0 ? "$false" : "$true"),
            _ => "",
        };
    }

    private static string Join(byte[] raw, int width, Func<byte[], string> text) => string.Join(", ", raw.Chunk(width).Select(text));

    private static byte[] WithoutShapes(byte[] graph)
    {
        var result = new WireWriter();
        foreach ((int field, object value) in Fields(graph).Where(field => field.Field != GraphValue))
        {
            Copy(result, field, field == GraphOutput ? new WireWriter().Bytes(1, Message((byte[])value, 1).Single()).ToArray() : value);
        }

        return result.ToArray();
    }

    private static IEnumerable<long> Sizes(byte[] tensor) => Fields(tensor).Where(field => field.Field == 1).SelectMany(field => field.Value is long size ? [size] : Packed((byte[])field.Value));

    private static IEnumerable<long> Packed(byte[] bytes)
    {
        for (int place = 0; place < bytes.Length;)
        {
            yield return Varint(bytes, ref place);
        }
    }

    private static IEnumerable<byte[]> Message(byte[] message, int number) => Fields(message).Where(field => field.Field == number).Select(field => (byte[])field.Value);

    private static void Copy(WireWriter target, int field, object value)
    {
        _ = value is long number ? target.Number(field, number) : value is float real ? target.Real(field, real) : target.Bytes(field, (byte[])value);
    }

    // The fields of a message: an integer, a floating-point number, or bytes.
    private static List<(int Field, object Value)> Fields(byte[] message)
    {
        List<(int, object)> fields = [];
        for (int place = 0; place < message.Length;)
        {
            long tag = Varint(message, ref place);
            int length = (tag & 7) switch { 2 => (int)Varint(message, ref place), 5 => 4, _ => 0 };
            object value = (tag & 7) switch
            {
                0 => Varint(message, ref place),
                5 => BinaryPrimitives.ReadSingleLittleEndian(message.AsSpan(place)),
                _ => message[place..(place + length)],
            };
            place += length;
            fields.Add(((int)(tag >> 3), value));
        }

        return fields;
    }

    private static long Varint(byte[] bytes, ref int place)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[place++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return unchecked((long)value);
            }
        }
    }
}
