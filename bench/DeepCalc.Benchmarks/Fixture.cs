using System.IO.Compression;

namespace DeepCalc.Benchmarks;

/// <summary>The ONNX files that the tests have.</summary>
internal static class Fixture
{
    /// <summary>The file of that name, unpacked.</summary>
    public static byte[] Read(string name)
    {
        using FileStream packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.onnx.gz"));
        using var source = new GZipStream(packed, CompressionMode.Decompress);
        using var file = new MemoryStream();
        source.CopyTo(file);
        return file.ToArray();
    }
}
