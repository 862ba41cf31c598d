using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>One case of a fixture: a layer, its inputs, and what the framework said. tests/Oracles/README.md has the fields.</summary>
public sealed class LayerCase(JsonElement json, int line)
{
    public int Line { get; } = line;

    public string Kind { get; } = json.GetProperty("layer").GetString()!;

    public Layout Layout { get; } = Enum.Parse<Layout>(json.GetProperty("layout").GetString()!);

    public JsonElement Settings { get; } = json.GetProperty("settings");

    public string? Error { get; } = json.GetProperty("error").GetString();

    /// <summary>Whether the framework computed sizes that it should have refused.</summary>
    public bool IsSuspicious { get; } = json.TryGetProperty("suspicious", out JsonElement suspicious) && suspicious.GetBoolean();

    public long?[]? Output { get; } = Sizes(json.GetProperty("output"));

    public long? Parameters { get; } = Number(json.GetProperty("parameters"));

    public long? Trainable { get; } = Number(json.GetProperty("trainable"));

    public long? Macs { get; } = Number(json.GetProperty("macs"));

    /// <summary>Whether the inputs differ in the number of axes.</summary>
    public bool HasUnequalRanks => json.GetProperty("inputs").EnumerateArray().Select(shape => shape.GetArrayLength()).Distinct().Count() > 1;

    /// <summary>Whether the padding is given in numbers.</summary>
    public bool HasExplicitPadding => Settings.GetProperty("padding").ValueKind == JsonValueKind.Array;

    /// <summary>The same layer in DeepCalc, on input layers of the same shapes.</summary>
    public Layer Build()
    {
        var inputs = new List<Layer>();
        foreach (JsonElement shape in json.GetProperty("inputs").EnumerateArray())
        {
            inputs.Add(new Layer(new Input(new TensorShape(Layout, Unknowns(Sizes(shape)!, inputs.Count))), $"input{inputs.Count}"));
        }

        return new LayerSpec(Kind, Settings).On("layer", [.. inputs]);
    }

    /// <summary>The same, or null for a layer that DeepCalc refuses.</summary>
    public Layer? BuildOrNull()
    {
        try
        {
            return Build();
        }
        catch (DeepCalcException)
        {
            return null;
        }
    }

    public override string ToString() => $"line {Line}: {json.GetRawText()}";

    /// <summary>All fixtures of single layers.</summary>
    public static IReadOnlyList<string> Fixtures { get; } = ["pytorch-layers.jsonl", "keras-layers.jsonl"];

    public static IEnumerable<LayerCase> Read(string fixture) => Fixture.Lines(fixture).Select((line, index) => new LayerCase(JsonDocument.Parse(line).RootElement, index + 1));

    private static Quantity[] Unknowns(long?[] sizes, int input) =>
        [.. sizes.Select((size, axis) => size is { } known ? known : Quantity.Unknown($"n{input}_{axis}"))];

    private static long?[]? Sizes(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : [.. json.EnumerateArray().Select(Number)];

    private static long? Number(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetInt64();
}
