using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace DeepCalc.Tests.Formats.Safetensors;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsFile
{
    private static readonly Dictionary<string, int> Bits = new()
    {
        ["BOOL"] = 8,
        ["F4"] = 4,
        ["F6_E2M3"] = 6,
        ["F6_E3M2"] = 6,
        ["U8"] = 8,
        ["I8"] = 8,
        ["F8_E5M2"] = 8,
        ["F8_E4M3"] = 8,
        ["F8_E8M0"] = 8,
        ["I16"] = 16,
        ["U16"] = 16,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["I32"] = 32,
        ["U32"] = 32,
        ["F32"] = 32,
        ["C64"] = 64,
        ["F64"] = 64,
        ["I64"] = 64,
        ["U64"] = 64,
    };

    public static IEnumerable<string> Types => Bits.Keys;

    /// <summary>A file with given tensors, its values zeros.</summary>
    public static byte[] Of(params (string Name, string Type, long[] Sizes)[] tensors)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        long end = 0;
        foreach ((string name, string type, long[] sizes) in tensors)
        {
            long begin = end;
            end += BytesOf(type, sizes);
            header.Add(name, new Dictionary<string, object> { ["dtype"] = type, ["shape"] = sizes, ["data_offsets"] = new[] { begin, end } });
        }

        return Of(JsonSerializer.Serialize(header).PadRight(64), (int)end);
    }

    /// <summary>A file with a given header and number of bytes of values.</summary>
    public static byte[] Of(string header, int values) => Of(Encoding.UTF8.GetBytes(header), values);

    public static byte[] Of(byte[] header, int values)
    {
        var file = new byte[8 + header.Length + values];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    public static long BytesOf(string type, long[] sizes) => sizes.Aggregate(1L, (a, b) => a * b) * Bits[type] / 8;

    public static Layer Read(byte[] file, ImportOptions? options = null)
    {
        using var stream = new MemoryStream(file, writable: false);
        return SafetensorsFormat.Read(stream, "file", options ?? new ImportOptions());
    }
}
