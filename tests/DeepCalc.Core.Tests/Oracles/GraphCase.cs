using System.Globalization;
using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>One network of a fixture: its nodes, and what the framework said. tests/Oracles/README.md has the fields.</summary>
public sealed class GraphCase(JsonElement json, int line)
{
    public JsonElement Nodes { get; } = json.GetProperty("nodes");

    public long Parameters { get; } = json.GetProperty("parameters").GetInt64();

    public long Trainable { get; } = json.GetProperty("trainable").GetInt64();

    public long? Macs { get; } = json.GetProperty("macs").ValueKind == JsonValueKind.Null ? null : json.GetProperty("macs").GetInt64();

    /// <summary>What one unit of the output depends on, or null where the framework was not asked.</summary>
    public JsonElement? Field { get; } =
        json.TryGetProperty("receptiveField", out JsonElement field) && field.ValueKind != JsonValueKind.Null ? field : null;

    /// <summary>The same network in DeepCalc, node by node.</summary>
    public Dictionary<string, Layer> Build()
    {
        Layout layout = Enum.Parse<Layout>(json.GetProperty("layout").GetString()!);
        var layers = new Dictionary<string, Layer>();
        foreach (JsonElement node in Nodes.EnumerateArray())
        {
            string name = node.GetProperty("name").GetString()!;
            string kind = node.GetProperty("layer").GetString()!;
            JsonElement settings = node.GetProperty("settings");
            Layer[] inputs = [.. node.GetProperty("inputs").EnumerateArray().Select(input => Value(layers, input.GetString()!))];
            Layer layer = kind == "Input"
                ? new Layer(new Input(new TensorShape(layout, [.. settings.GetProperty("shape").EnumerateArray().Select((size, axis) => size.ValueKind == JsonValueKind.Null ? Quantity.Unknown($"n{axis}") : size.GetInt64())])), name)
                : new LayerSpec(kind, settings).On(name, inputs);
            layers.Add(name, node.TryGetProperty("sharedWith", out JsonElement other) ? layer.TiedTo(layers[other.GetString()!]) : layer);
        }

        return layers;
    }

    // A further output has its number behind the name of its layer.
    private static Layer Value(Dictionary<string, Layer> layers, string name) =>
        name.Split(':') is [var layer, var output] ? layers[layer].Output(int.Parse(output, CultureInfo.InvariantCulture)) : layers[name];

    /// <summary>The network.</summary>
    public Network Join(Dictionary<string, Layer> layers) =>
        new([.. json.GetProperty("outputs").EnumerateArray().Select(output => layers[output.GetString()!])]);

    public override string ToString() => $"line {line}: {json.GetRawText()}";

    public static IEnumerable<GraphCase> Read(string fixture) => Fixture.Lines(fixture).Select((line, index) => new GraphCase(JsonDocument.Parse(line).RootElement, index + 1));
}
