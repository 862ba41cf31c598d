using System.IO.Compression;

namespace DeepCalc.Tests;

/// <summary>The files of tests/Fixtures. Those of text are packed with gzip there, and named here without its ending.</summary>
internal static class Fixture
{
    /// <summary>Opens a fixture, unpacked.</summary>
    public static Stream Open(string name) => new GZipStream(File.OpenRead(PathOf(name + ".gz")), CompressionMode.Decompress);

    /// <summary>The lines of a fixture, unpacked.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Open(name));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>The path of a fixture, as it is.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
