namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The ONNX files of the repository: those of torchvision, without weights, and those of the examples.</summary>
internal static class OnnxFixture
{
    /// <summary>Their names: that of a torchvision network, or a path from the root.</summary>
    public static IEnumerable<string> Names => TorchvisionFile.Names.Concat(Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*.onnx", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal));

    /// <summary>The network of a file.</summary>
    public static Layer Import(string name)
    {
        if (name.EndsWith(".onnx", StringComparison.Ordinal))
        {
            return NetworkFile.Import(Path.Combine(Repository.Root, name), new ImportOptions());
        }

        using MemoryStream file = new TorchvisionFile(name).Open();
        return NetworkFile.Import(file, $"{name}.onnx", new ImportOptions());
    }
}
