namespace DeepCalc.Formats.Checkpoints;

/// <summary>
/// Reads the index of a checkpoint in several files, <c>model.safetensors.index.json</c> or <c>pytorch_model.bin.index.json</c>, which
/// maps each tensor to its file. Names, shapes and types come from those files, in the same folder.
/// </summary>
/// <remarks>Source: docs of huggingface_hub, "Serialization": <c>metadata</c> and <c>weight_map</c>.</remarks>
internal static class ShardIndex
{
    /// <summary>The end of an index's file name.</summary>
    public const string Ending = ".index.json";

    private const string Map = "weight_map";

    // The limit for the header of a safetensors file, which lists as many tensors.
    private const long MostBytes = 100_000_000;
    private const int Deepest = 16;

    /// <summary>Whether a JSON text with these first bytes maps tensors to files.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.IndexOf("\"weight_map\""u8) >= 0;

    /// <summary>The name of the index for the files of a set.</summary>
    public static string NameFor(ShardName shard) => shard.Stem + shard.Extension + Ending;

    /// <summary>The network of all tensors in the files.</summary>
    /// <exception cref="DeepCalcException">The index or a file is damaged, they contradict each other, or none of the files
    /// exists.</exception>
    /// <param name="stream">The index.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="options">The import options, with the folder of the index.</param>
    /// <param name="formatOf">The format of a file, by its name; null for a file that holds no tensors.</param>
    public static Layer Read(Stream stream, string name, ImportOptions options, Func<string, TensorFormat?> formatOf) =>
        Read(Files(stream, formatOf), name, options, formatOf);

    /// <summary>The network of all tensors, if the index lists a file of that name; else null.</summary>
    public static Layer? ReadFrom(Stream stream, string file, string name, ImportOptions options, Func<string, TensorFormat?> formatOf)
    {
        Dictionary<string, List<string>> files = Files(stream, formatOf);
        return files.ContainsKey(file) ? Read(files, name, options, formatOf) : null;
    }

    private static Layer Read(Dictionary<string, List<string>> files, string name, ImportOptions options, Func<string, TensorFormat?> formatOf)
    {
        var shards = new ShardedTensors(files.Count, options);
        ImportOptions quiet = options with { Fact = null };
        PackedValues values = PackedValues.Wanted(options);
        int number = 0;
        foreach ((string file, List<string> expected) in files.OrderBy(pair => pair.Key, NaturalOrder.Instance))
        {
            shards.Add(++number, file, (stream, _) =>
            {
                TensorFormat format = formatOf(file)!;
                IReadOnlyList<ListedTensor> tensors = format.Read(stream, quiet, values);
                var names = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
                string? lost = format.MapsGroups ? null : expected.Find(tensor => !names.Contains(tensor));
                FileFault.Unless(lost is null, $"the index places the tensor {lost} in this file, but the file does not have it.");
                return tensors;
            });
        }

        return shards.Gather(name, files.Keys.Any(file => formatOf(file)!.IsSorted));
    }

    // The files, each with the tensors that the index places in it.
    private static Dictionary<string, List<string>> Files(Stream stream, Func<string, TensorFormat?> formatOf)
    {
        using JsonDocument document = PythonJson.Parse(BoundedStream.ReadAll([], stream, MostBytes, "the index"), "the index", Deepest);
        var files = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        JsonElement map = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(Map, out JsonElement found) ? found : default;
        FileFault.Unless(map.ValueKind == JsonValueKind.Object, $"{Map} must be a JSON object that maps each tensor to a file name.");
        foreach ((string name, JsonElement value) in map.EnumerateObject().SelectMany(Entries))
        {
            FileFault.Unless(value.ValueKind == JsonValueKind.String, $"{Map}: the value of {name} must be a file name.");
            string file = value.GetString()!;
            FileFault.Unless(
                file.Length > 0 && file.IndexOfAny(['/', '\\', ':', '\0']) < 0 && file is not ("." or ".."),
                $"{Map}: the file of {name} is '{Quoted.Cut(file)}'; it must be a file name in the folder of the index.");
            FileFault.Unless(
                formatOf(file) is not null,
                ErrorCode.FormatUnknown, $"the index lists files in an unsupported format, such as {Quoted.Cut(file)}; save the weights as safetensors or with torch.save, or import the config.json beside it.");

            if (!files.TryGetValue(file, out List<string>? tensors))
            {
                files.Add(file, tensors = []);
            }

            tensors.Add(name);
        }

        FileFault.Unless(files.Count > 0, $"{Map} is empty; it must name at least one file.");
        return files;
    }

    // A group of tensors can be divided over several files.
    private static IEnumerable<(string Name, JsonElement File)> Entries(JsonProperty entry) => entry.Value.ValueKind == JsonValueKind.Array
        ? entry.Value.EnumerateArray().Select(file => (entry.Name, file))
        : [(entry.Name, entry.Value)];
}
