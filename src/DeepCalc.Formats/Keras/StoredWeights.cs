namespace DeepCalc.Formats.Keras;

/// <summary>The tensors that a model.json of TensorFlow.js lists in its weightsManifest: names, shapes and types.</summary>
internal sealed class StoredWeights
{
    private readonly ILookup<string, Weight> _weights;

    private StoredWeights(IEnumerable<(string Layer, Weight Weight)> weights) =>
        _weights = weights.ToLookup(pair => pair.Layer, pair => pair.Weight, StringComparer.Ordinal);

    /// <summary>The tensors of a file, or null where it lists none.</summary>
    public static StoredWeights? In(JsonElement root) => KerasSettings.Property(root, "weightsManifest") is { ValueKind: JsonValueKind.Array } manifest && manifest.GetArrayLength() > 0
        ? new StoredWeights(manifest.EnumerateArray().SelectMany(Of))
        : null;

    /// <summary>The tensors of a layer, by its name.</summary>
    public IReadOnlyList<Weight> Of(string layer) => [.. _weights[layer]];

    private static IEnumerable<(string Layer, Weight Weight)> Of(JsonElement group) =>
        KerasSettings.Property(group, "weights") is { ValueKind: JsonValueKind.Array } weights ? weights.EnumerateArray().Select(One).OfType<(string, Weight)>() : [];

    // A tensor is named after its layer: dense/kernel, or model/dense/kernel inside a model.
    private static (string Layer, Weight Weight)? One(JsonElement weight)
    {
        string name = KerasSettings.TextOf(weight, "name") ?? "";
        int end = name.LastIndexOf('/');
        if (end <= 0
            || KerasSettings.Property(weight, "shape") is not { ValueKind: JsonValueKind.Array } shape || shape.GetArrayLength() > KerasSettings.MostAxes)
        {
            return null;
        }

        Quantity?[] sizes = [.. shape.EnumerateArray().Select(size => KerasSettings.Whole(size) is >= 0 and var whole ? whole : (Quantity?)null)];
        JsonElement stored = KerasSettings.Property(weight, "quantization") ?? weight;
        ElementType? type = NumberFormats.Find(KerasSettings.TextOf(stored, "dtype") ?? "")?.Type ?? KerasSettings.Type(KerasSettings.Property(stored, "dtype"));
        return Array.TrueForAll(sizes, size => size is not null)
            ? (name[..end], new Weight(name[(end + 1)..], new TensorShape([.. sizes.Select(size => size!.Value)])) { ElementType = type ?? ElementType.Undefined })
            : null;
    }
}
