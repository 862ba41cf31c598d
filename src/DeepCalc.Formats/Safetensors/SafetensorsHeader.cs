namespace DeepCalc.Formats.Safetensors;

/// <summary>Parses the header of a safetensors file and checks that its tensors fill the file.</summary>
internal static class SafetensorsHeader
{
    // The most axes of a PyTorch tensor.
    private const int MostAxes = 64;
    private const int Deepest = 64;
    private const string Metadata = "__metadata__";

    /// <summary>The tensors of a header.</summary>
    /// <exception cref="DeepCalcException">The header is not JSON, or not in the format.</exception>
    public static List<SafetensorsEntry> Parse(ReadOnlySpan<byte> header)
    {
        JsonText.RequireUnicode(header, "the header", Deepest);
        var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            var entries = new List<SafetensorsEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            reader.Read();
            FileFault.Unless(reader.TokenType == JsonTokenType.StartObject, $"the header must be a JSON object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                FileFault.Unless(names.Add(name), $"the tensor {name} is listed twice.");
                reader.Read();
                if (name == Metadata)
                {
                    FileFault.Unless(reader.TokenType == JsonTokenType.StartObject, $"{Metadata} must be a JSON object.");
                    reader.Skip();
                }
                else
                {
                    entries.Add(Entry(ref reader, name));
                }
            }

            // Only spaces may follow; the reader throws on anything else.
            reader.Read();
            return entries;
        }
        catch (JsonException e)
        {
            throw FileFault.Corrupt($"the header is not valid JSON at its byte {reader.BytesConsumed}: {FirstSentence(e.Message)}");
        }
    }

    /// <summary>Throws unless the tensors fill the values exactly, one after another.</summary>
    public static void RequireWhole(IReadOnlyList<SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        string before = "the header";
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            FileFault.Unless(entry.Begin >= end, $"{entry.Tensor.Name} begins at byte {entry.Begin} of the values, inside {before}, which ends at {end}.");
            FileFault.Unless(entry.Begin == end, $"there is a gap at bytes {end} to {entry.Begin} of the values, between {before} and {entry.Tensor.Name}; a safetensors file has no gaps.");
            FileFault.Unless(
                entry.End <= dataLength,
                $"{entry.Tensor.Name} ends at byte {entry.End} of the values, but the file has only {dataLength} bytes of values: it is truncated or damaged.");
            end = entry.End;
            before = entry.Tensor.Name;
        }

        FileFault.Unless(end == dataLength, $"the tensors end at byte {end} of the values, but the file has {dataLength} bytes of values; a safetensors file must end with its last tensor.");
    }

    private static SafetensorsEntry Entry(ref Utf8JsonReader reader, string name)
    {
        FileFault.Unless(reader.TokenType == JsonTokenType.StartObject, $"{name} must be a JSON object with dtype, shape and data_offsets.");
        string? typeName = null;
        long[]? sizes = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? property = reader.GetString();
            reader.Read();
            switch (property)
            {
                case "dtype" when typeName is null && reader.TokenType == JsonTokenType.String:
                    typeName = reader.GetString();
                    break;
                case "shape" when sizes is null:
                    sizes = Numbers(ref reader, name, property);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref reader, name, property);
                    break;
                default:
                    throw FileFault.Corrupt($"{name}: {property} is repeated, has the wrong type, or is unknown; valid are dtype (a text), shape and data_offsets (lists), once each.");
            }
        }

        FileFault.Unless(typeName is not null && sizes is not null && offsets is not null, $"{name} must have a dtype, a shape and data_offsets.");
        (ElementType type, int bits) = SafetensorsTypes.Find(typeName!) ?? throw new DeepCalcException(
            ErrorCode.FileCorrupt, $"{name}: the dtype {typeName} is unknown; valid are {SafetensorsTypes.Names}.");
        FileFault.Unless(offsets!.Length == 2 && offsets[0] <= offsets[1], $"{name}: data_offsets must be two numbers, the first byte and the byte after the last; they are {string.Join(", ", offsets)}.");
        long bytes = Bytes(name, sizes!, bits);
        FileFault.Unless(
            offsets[1] - offsets[0] == bytes,
            $"{name}: data_offsets {offsets[0]} to {offsets[1]} are {offsets[1] - offsets[0]} bytes, but {typeName} of shape {string.Join('x', sizes!)} takes {bytes}.");
        var tensor = new ListedTensor(name, sizes!, type, type == ElementType.Undefined ? typeName : null, bytes) { CanPack = true };
        return new SafetensorsEntry(tensor, offsets[0], offsets[1]);
    }

    private static long[] Numbers(ref Utf8JsonReader reader, string name, string property)
    {
        FileFault.Unless(reader.TokenType == JsonTokenType.StartArray, $"{name}: {property} must be a list of integers.");
        var numbers = new List<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long number = 0;
            FileFault.Unless(
                reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0,
                $"{name}: {property} must have integers from 0 to {long.MaxValue}.");
            FileFault.Unless(numbers.Count < MostAxes, $"{name}: {property} has more than {MostAxes} numbers, the most that is valid.");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static long Bytes(string name, long[] sizes, int bits)
    {
        Int128 elements = 1;
        foreach (long size in sizes)
        {
            elements *= Math.Max(size, 1);
            FileFault.Unless(elements <= long.MaxValue, $"{name}: the shape {string.Join('x', sizes)} has more than {long.MaxValue} elements.");
        }

        Int128 all = Array.IndexOf(sizes, 0) < 0 ? elements * bits : 0;
        FileFault.Unless(all % 8 == 0, $"{name}: {elements} elements of {bits} bits do not fill whole bytes.");
        FileFault.Unless(all / 8 <= long.MaxValue, $"{name}: the shape {string.Join('x', sizes)} takes more than {long.MaxValue} bytes.");
        return (long)(all / 8);
    }

    // The first sentence of the parser's message; a position and a path follow it.
    private static string FirstSentence(string text) => text.Split(". ", 2)[0].TrimEnd('.') + ".";
}
