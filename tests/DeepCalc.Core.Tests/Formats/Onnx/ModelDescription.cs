namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The importer's knowledge about a file beside its network, for the core's tests only.</summary>
internal static class ModelDescription
{
    /// <summary>The computed tensor of every value in the main graph.</summary>
    public static IReadOnlyDictionary<string, FileTensor> Describe(this ModelBuilder model, ImportOptions? options = null) =>
        Describe(new MemoryStream(model.ToArray()), options ?? new ImportOptions());

    /// <summary>The same of a file.</summary>
    public static IReadOnlyDictionary<string, FileTensor> Describe(Stream stream, ImportOptions options) =>
        Describe(new OnnxReader(stream, default).Read(), options, null);

    /// <summary>The same for given inputs.</summary>
    public static IReadOnlyDictionary<string, FileTensor> Describe(OnnxModel model, IReadOnlyDictionary<string, FileTensor> inputs) =>
        Describe(model, new ImportOptions(), inputs);

    // Also the outputs that nothing uses.
    private static Dictionary<string, FileTensor> Describe(OnnxModel model, ImportOptions options, IReadOnlyDictionary<string, FileTensor>? inputs) =>
        OnnxFormat.Import(model, "", options with { Outputs = [.. model.Graph?.Nodes.SelectMany(node => node.Outputs) ?? []] }, inputs)
            .Values.ToDictionary(value => value.Key, value => value.Value.Tensor, StringComparer.Ordinal);
}
