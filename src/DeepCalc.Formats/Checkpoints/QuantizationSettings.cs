namespace DeepCalc.Formats.Checkpoints;

/// <summary>What the files beside a checkpoint say of how its weights are packed.</summary>
/// <param name="Bits">The bits of a packed weight, or null where the files do not say it or say several.</param>
/// <param name="GroupSize">The number of weights that have a scale in common, or null.</param>
/// <remarks>
/// Sources: config.json of transformers (<c>quantization_config</c>) and of mlx-lm (<c>quantization</c>, with settings of a module by its
/// name); quantize_config.json of AutoGPTQ; quant_config.json of AutoAWQ; hf_quant_config.json of Model Optimizer.
/// </remarks>
internal sealed record QuantizationSettings(long? Bits, long? GroupSize)
{
    private const long MostBytes = 32L << 20;
    private const int Deepest = 64;

    // The file, and the names of the settings in it.
    private static readonly (string File, string[] Path)[] Places =
    [
        ("config.json", ["quantization_config"]),
        ("config.json", ["quantization"]),
        ("config.json", ["text_config", "quantization_config"]),
        ("quantize_config.json", []),
        ("quant_config.json", []),
        ("hf_quant_config.json", ["quantization"]),
    ];

    private Dictionary<string, QuantizationSettings> OfModule { get; init; } = [];

    /// <summary>The settings for a module.</summary>
    public QuantizationSettings For(string module) => OfModule.GetValueOrDefault(module, this);

    /// <summary>The settings in the files beside a checkpoint, or null where there are none.</summary>
    public static QuantizationSettings? Beside(FilePlace? place)
    {
        if (place is null)
        {
            return null;
        }

        var documents = new Dictionary<string, JsonDocument?>(StringComparer.Ordinal);
        try
        {
            foreach ((string file, string[] path) in Places)
            {
                if (!documents.TryGetValue(file, out JsonDocument? document))
                {
                    documents.Add(file, document = Open(place, file));
                }

                if (document is not null && Find(document.RootElement, path) is { } settings && Of(settings) is { Bits: not null } found)
                {
                    return found;
                }
            }

            return null;
        }
        finally
        {
            foreach (JsonDocument? document in documents.Values)
            {
                document?.Dispose();
            }
        }
    }

    // A file that cannot be read says nothing; importing it by itself reports its fault.
    private static JsonDocument? Open(FilePlace place, string file)
    {
        try
        {
            using Stream? stream = place.OpenSettings(file);
            return stream is null ? null : PythonJson.Parse(BoundedStream.ReadAll([], stream, MostBytes, file), file, Deepest);
        }
        catch (DeepCalcException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement root, string[] path)
    {
        foreach (string name in path)
        {
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out root))
            {
                return null;
            }
        }

        return root.ValueKind == JsonValueKind.Object ? root : null;
    }

    private static QuantizationSettings Of(JsonElement settings)
    {
        var modules = new Dictionary<string, QuantizationSettings>(StringComparer.Ordinal);
        foreach (JsonProperty property in settings.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Object))
        {
            if (OfOne(property.Value) is { Bits: not null } own)
            {
                modules.TryAdd(property.Name, own);
            }
        }

        return OfOne(settings) with { OfModule = modules };
    }

    private static QuantizationSettings OfOne(JsonElement settings) => new(
        Number(settings, "bits") ?? Number(settings, "w_bit") ?? OfGroups(settings) ?? OfHqq(settings),
        Number(settings, "group_size") ?? Number(settings, "q_group_size"));

    // compressed-tensors has settings for groups of modules; those of one number of bits need no names.
    private static long? OfGroups(JsonElement settings)
    {
        if (Find(settings, ["config_groups"]) is not { } groups)
        {
            return null;
        }

        long?[] bits = [.. groups.EnumerateObject().Select(group => Find(group.Value, ["weights"]) is { } weights ? Number(weights, "num_bits") : null).Where(number => number is not null).Distinct()];
        return bits.Length == 1 ? bits[0] : null;
    }

    private static long? OfHqq(JsonElement settings) =>
        Find(settings, ["quant_config", "weight_quant_params"]) is { } weights ? Number(weights, "nbits") : null;

    private static long? Number(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number > 0 ? number : null;
}
