using System.Text.Json;

namespace DeepCalc;

/// <summary>
/// Reads the index of a checkpoint in several safetensors files, <c>model.safetensors.index.json</c>: it says in which file each tensor
/// stands. Names, shapes and types come from the headers of those files, which stand beside it.
/// </summary>
/// <remarks>Source: docs of huggingface_hub, "Serialization": <c>metadata</c> and <c>weight_map</c>.</remarks>
internal static class ShardIndex
{
    /// <summary>The end of its name.</summary>
    public const string Ending = ".index.json";

    private const string Map = "weight_map";

    // As much as the header of a safetensors file can be.
    private const long MostBytes = SafetensorsFormat.MostHeaderBytes;
    private const int Deepest = 16;

    /// <summary>Whether a JSON text, of which these are the first bytes, maps tensors to files.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.IndexOf("\"weight_map\""u8) >= 0;

    /// <summary>The name that the index of a shard's files has.</summary>
    public static string NameFor(ShardName shard) => shard.Stem + shard.Extension + Ending;

    /// <summary>The network of all tensors of the files.</summary>
    /// <exception cref="DeepCalcException">The index or a file is damaged, they contradict each other, or none of the files is there.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        return Read(Files(stream), name, options);
    }

    /// <summary>The same, if the index has a file of that name; else null.</summary>
    public static Layer? ReadFrom(Stream stream, string file, string name, ImportOptions options)
    {
        Dictionary<string, List<string>> files = Files(stream);
        return files.ContainsKey(file) ? Read(files, name, options) : null;
    }

    private static Layer Read(Dictionary<string, List<string>> files, string name, ImportOptions options)
    {
        var shards = new ShardedTensors(files.Count, options);
        int number = 0;
        foreach ((string file, List<string> expected) in files.OrderBy(pair => pair.Key, NaturalOrder.Instance))
        {
            shards.Add(++number, file, (stream, _) =>
            {
                List<ListedTensor> tensors = SafetensorsFormat.Tensors(stream);
                var names = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
                string? lost = expected.Find(tensor => !names.Contains(tensor));
                FileFault.Unless(lost is null, $"the index says that the tensor {lost} is in this file, and it is not.");
                return tensors;
            });
        }

        return shards.Gather(name, isSorted: true);
    }

    // The files, each with the tensors that it must have.
    private static Dictionary<string, List<string>> Files(Stream stream)
    {
        using JsonDocument document = PythonJson.Parse(BoundedStream.ReadAll([], stream, MostBytes, "the index"), "the index", Deepest);
        return Files(document.RootElement);
    }

    private static Dictionary<string, List<string>> Files(JsonElement index)
    {
        var files = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        try
        {
            JsonElement map = KerasSettings.Property(index, Map) ?? default;
            FileFault.Unless(map.ValueKind == JsonValueKind.Object, $"{Map} must be a JSON object with the name of a file for each tensor.");
            foreach (JsonProperty tensor in map.EnumerateObject())
            {
                FileFault.Unless(tensor.Value.ValueKind == JsonValueKind.String, $"{Map} has for {tensor.Name} no name of a file.");
                string file = tensor.Value.GetString()!;
                FileFault.Unless(
                    file.Length > 0 && file.IndexOfAny(['/', '\\', ':', '\0']) < 0 && file is not ("." or ".."),
                    $"{Map} has for {tensor.Name} the file '{KerasSettings.Cut(file)}'; it must be the name of a file in the folder of the index.");
                if (!file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
                {
                    throw new DeepCalcException(
                        ErrorCode.FormatUnknown,
                        $"the index is of files that are not read, such as {KerasSettings.Cut(file)}; save the weights as safetensors, and import model.safetensors.index.json, or import the config.json beside it.");
                }

                if (!files.TryGetValue(file, out List<string>? tensors))
                {
                    files.Add(file, tensors = []);
                }

                tensors.Add(tensor.Name);
            }
        }
        catch (InvalidOperationException)
        {
            throw FileFault.Corrupt($"the index has a text that is no Unicode.");
        }

        FileFault.Unless(files.Count > 0, $"{Map} names no file.");
        return files;
    }
}
