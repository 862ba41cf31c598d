namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>What the importer knows of a file beside its network, which only the core's tests can ask.</summary>
internal static class ModelDescription
{
    /// <summary>What is known of every value of the main graph.</summary>
    public static IReadOnlyDictionary<string, FileTensor> Describe(this ModelBuilder model, ImportOptions? options = null) =>
        OnnxFormat.Describe(new MemoryStream(model.ToArray()), options ?? new ImportOptions());
}
