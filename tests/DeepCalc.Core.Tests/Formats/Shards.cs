using System.Text.Json;
using DeepCalc.Tests.Formats.Gguf;
using DeepCalc.Tests.Formats.PyTorch;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>Networks in several files, and folders in memory with these files.</summary>
internal static class Shards
{
    /// <summary>Two files of safetensors: 18 and 8 parameters, and a bias of 3 in another file than its weight.</summary>
    public static Dictionary<string, byte[]> Safetensors(string stem) => new()
    {
        [$"{stem}-00001-of-00002.safetensors"] = SafetensorsFile.Of(("a.weight", "F32", [3, 6])),
        [$"{stem}-00002-of-00002.safetensors"] = SafetensorsFile.Of(("a.bias", "F32", [3]), ("b.weight", "F16", [2, 4])),
    };

    /// <summary>Two parts as llama.cpp writes them: the first has the keys, and both have tensors; 12 and 20 parameters.</summary>
    public static Dictionary<string, byte[]> Gguf(string stem) => new()
    {
        [$"{stem}-00001-of-00002.gguf"] = Part(0, 2, 3).Add("token_embd.weight", 0, 48, 4, 3).Build(),
        [$"{stem}-00002-of-00002.gguf"] = Part(1, 2, 3).Add("blk.0.w.weight", 0, 64, 4, 4).Add("blk.0.w.bias", 0, 16, 4).Build(),
    };

    /// <summary>Two files of PyTorch with the weights of two networks.</summary>
    public static Dictionary<string, byte[]> Torch(string stem) => new()
    {
        [$"{stem}-00001-of-00002.bin"] = TorchFixture.All["state-zip"].File,
        [$"{stem}-00002-of-00002.bin"] = TorchFixture.All["tied-zip"].File,
    };

    /// <summary>The keys of a part.</summary>
    public static GgufFile Part(byte number, byte count, byte tensors) => new GgufFile()
        .Number("split.no", 2, number, 0).Number("split.count", 2, count, 0).Number("split.tensors.count", 5, tensors, 0, 0, 0);

    /// <summary>An index of safetensors files.</summary>
    public static string Index(params (string Tensor, string File)[] map) =>
        JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map.ToDictionary(pair => pair.Tensor, pair => pair.File) });

    /// <summary>The options for a file with others in its folder.</summary>
    public static ImportOptions Beside(string file, Dictionary<string, byte[]> others) => new()
    {
        Place = new FilePlace(file, name => others.TryGetValue(name, out byte[]? bytes) ? new MemoryStream(bytes, writable: false) : null),
    };

    /// <summary>Imports a file of a folder.</summary>
    public static Network Import(Dictionary<string, byte[]> folder, string file, Func<ImportOptions, ImportOptions>? with = null)
    {
        ImportOptions options = Beside(file, folder);
        return new Network(NetworkFile.Import(new MemoryStream(folder[file], writable: false), file, with?.Invoke(options) ?? options));
    }
}
