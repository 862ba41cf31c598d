using System.IO.Compression;

namespace DeepCalc.Benchmarks;

/// <summary>The tests' ONNX files.</summary>
internal static class Fixture
{
    /// <summary>The unpacked bytes of a file.</summary>
    public static byte[] Read(string name)
    {
        using FileStream packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.onnx.gz"));
        using var source = new GZipStream(packed, CompressionMode.Decompress);
        using var file = new MemoryStream();
        source.CopyTo(file);
        return file.ToArray();
    }
}
