namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The importer's knowledge about a file beside its network, for the core's tests only.</summary>
internal static class ModelDescription
{
    /// <summary>The computed tensor of every value in the main graph.</summary>
    public static IReadOnlyDictionary<string, FileTensor> Describe(this ModelBuilder model, ImportOptions? options = null) =>
        OnnxFormat.Describe(new MemoryStream(model.ToArray()), options ?? new ImportOptions());
}
