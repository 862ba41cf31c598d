namespace DeepCalc.Formats.TensorFlowJs;

/// <summary>
/// Reads the manifest of the weights of TensorFlow.js: names, shapes and types. The values are in files beside it, of which only the
/// length is read.
/// </summary>
/// <remarks>Source: tfjs-core/src/io/types.ts, WeightsManifestConfig; tfjs-converter, write_weights.py.</remarks>
internal static class WeightManifest
{
    private const int MostAxes = 64;

    /// <summary>The manifest in a file: the file itself, or its property weightsManifest; else null.</summary>
    public static JsonElement? In(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array ? root
        : root.ValueKind == JsonValueKind.Object && root.TryGetProperty("weightsManifest", out JsonElement manifest) && manifest.ValueKind == JsonValueKind.Array ? manifest
        : null;

    /// <summary>Whether a JSON text with these first bytes is a manifest by itself.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.IndexOf("\"weights\""u8) >= 0 && head.IndexOf("\"paths\""u8) >= 0;

    /// <summary>The network of the tensors, one layer for each module.</summary>
    /// <exception cref="DeepCalcException">The manifest is damaged, or the files beside it have another length.</exception>
    public static Layer Read(JsonElement manifest, string name, ImportOptions options)
    {
        var tensors = new List<ListedTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        int missing = 0;
        int files = 0;
        foreach (JsonElement group in manifest.EnumerateArray())
        {
            options.Cancellation.ThrowIfCancellationRequested();
            long? bytes = 0;
            foreach (JsonElement weight in ArrayOf(group, "weights").EnumerateArray())
            {
                ListedTensor tensor = Tensor(weight);
                FileFault.Unless(names.Add(tensor.Name), $"the weight {Quoted.Cut(tensor.Name)} is listed twice.");
                tensors.Add(tensor);
                bytes = Sum(bytes, tensor.Bytes);
            }

            List<string> paths = [.. ArrayOf(group, "paths").EnumerateArray().Select(path => path.ValueKind == JsonValueKind.String ? path.GetString()! : throw Wrong("paths", "must list the names of files"))];
            files += paths.Count;
            missing += Missing(paths, bytes, options);
        }

        FileFault.Unless(tensors.Count > 0, ErrorCode.FormatUnknown, $"the manifest of TensorFlow.js lists no weights.");
        options.Fact?.Invoke("TensorFlow.js manifest of weights; a graph model has no layers any more.");
        if (missing > 0)
        {
            options.Fact?.Invoke(FormattableString.Invariant($"{missing} of {files} files of weights are not in the folder; names, shapes and types come from the manifest."));
        }

        return TensorModules.Gather(name, [.. tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Instance)], options);
    }

    private static long? Sum(long? a, long? b)
    {
        FileFault.Unless((Int128)(a ?? 0) + (b ?? 0) <= long.MaxValue, $"the weights of the manifest have more than {long.MaxValue} bytes together.");
        return a + b;
    }

    // The values of a group are divided over its files.
    private static int Missing(List<string> paths, long? bytes, ImportOptions options)
    {
        int missing = 0;
        Int128 length = 0;
        foreach (string path in paths)
        {
            bool isBeside = path.Length > 0 && path.IndexOfAny(['/', '\\', ':', '\0']) < 0 && path is not ("." or "..");
            using Stream? stream = isBeside ? options.Place?.OpenBeside(path) : null;
            missing += stream is null ? 1 : 0;
            length += stream?.Length ?? 0;
        }

        FileFault.Unless(
            missing > 0 || paths.Count == 0 || bytes is null || length == bytes,
            $"the weights of {Quoted.Cut(paths.FirstOrDefault() ?? "")}{(paths.Count > 1 ? " and the files of its group" : "")} have {bytes} bytes in the manifest, but the files have {length}: they are truncated or of another model.");
        return missing;
    }

    private static ListedTensor Tensor(JsonElement weight)
    {
        string name = Text(weight, "name") ?? throw Wrong("weights", "must be a list of objects with name, shape and dtype");
        string dtype = Text(weight, "dtype") ?? throw Wrong(name, "has no dtype");
        JsonElement shape = ArrayOf(weight, "shape");
        FileFault.Unless(shape.GetArrayLength() <= MostAxes, $"the weight {Quoted.Cut(name)} has {shape.GetArrayLength()} axes; at most {MostAxes} are valid.");
        long[] sizes = [.. shape.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out long number) && number >= 0 ? number : throw Wrong(name, "has a shape with something else than sizes"))];
        Int128 elements = 1;
        foreach (long size in sizes)
        {
            elements *= size;
            FileFault.Unless(elements <= long.MaxValue / 16, $"the weight {Quoted.Cut(name)} of shape {string.Join('x', sizes)} has too many elements.");
        }

        JsonElement quantization = weight.TryGetProperty("quantization", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : default;
        string stored = quantization.ValueKind == JsonValueKind.Object ? Text(quantization, "dtype") ?? throw Wrong(name, "has a quantization without dtype") : dtype;
        ElementType type = TypeOf(stored) ?? throw new DeepCalcException(
            ErrorCode.FormatUnknown, $"the weight {Quoted.Cut(name)} has the type {Quoted.Cut(stored)}; float16, float32, int32, uint8, uint16, bool, complex64 and string are supported.");

        // Truth values take a byte each.
        long? bytes = type == ElementType.String ? null : (long)elements * type.Bits()!.Value / 8;
        bool isScaled = stored != dtype && type.IsInteger();
        return new ListedTensor(name, sizes, type, isScaled ? $"{type}, scaled" : null, bytes) { HoldsNumbers = isScaled && dtype == "float32" };
    }

    private static ElementType? TypeOf(string name) => name switch
    {
        "float16" => ElementType.Float16,
        "float32" => ElementType.Float32,
        "int32" => ElementType.Int32,
        "uint8" => ElementType.UInt8,
        "uint16" => ElementType.UInt16,
        "bool" => ElementType.Boolean,
        "complex64" => ElementType.Complex64,
        "string" => ElementType.String,
        _ => null,
    };

    private static JsonElement ArrayOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? value
            : throw Wrong(name, "must be a list in each group of the manifest");

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DeepCalcException Wrong(string what, string must) => FileFault.Corrupt($"{Quoted.Cut(what)} {must}.");
}
