using System.Text;

namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>The sizes of well-known networks, from their config.json.</summary>
internal static class Configs
{
    public static readonly Dictionary<string, string> All = KnownNetwork.All.ToDictionary(known => known.Name, known => known.Config);

    /// <summary>The JSON text of settings that are written here without quotation marks.</summary>
    public static string Of(string modelType, string? architecture, string settings) =>
        $"{{\"model_type\": \"{modelType}\"{(architecture is null ? "" : $", \"architectures\": [\"{architecture}\"]")}, {Quoted(settings)}}}";

    public static Layer Read(string json, ImportOptions? options = null) => Read(Encoding.UTF8.GetBytes(json), options);

    public static Layer Read(byte[] json, ImportOptions? options = null)
    {
        using var stream = new MemoryStream(json, writable: false);
        return HuggingFaceFormat.Read(stream, "network", options ?? new ImportOptions());
    }

    /// <summary>A well-known network with numbers in place of its open sizes: short sequences, in which the vectors of an image have room.</summary>
    public static Network Sized(string name)
    {
        var open = new Network(Read(All[name]));
        return open.WithSizes(open.OpenSizes.ToDictionary(size => size, size => size == ModelScope.Length && LongTexts.TryGetValue(name, out long length) ? length : 64));
    }

    // Texts with room for the vectors of an image, and sounds of a few frames.
    private static readonly Dictionary<string, long> LongTexts = new()
    {
        ["LLaVA-1.5-7B"] = 640,
        ["Gemma-3-4B, with images"] = 320,
        ["wav2vec2-base"] = 4000,
        ["wav2vec2-base-960h"] = 4000,
        ["wav2vec2-large-960h-lv60"] = 4000,
        ["HuBERT-base"] = 4000,
    };

    private static string Quoted(string settings) =>
        System.Text.RegularExpressions.Regex.Replace(settings.Replace('\'', '"'), @"(?<=^|[{,]\s*)([A-Za-z_0-9]+)(?=:)", "\"$1\"");
}
