using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>What PyTorch keeps of a layer for the backward pass, and whether the output is a view; tests/Oracles/README.md has the fields.</summary>
public sealed class SavedCase
{
    private readonly string _line;
    private readonly long[][] _inputs;

    public SavedCase(string line)
    {
        _line = line;
        JsonElement json = JsonDocument.Parse(line).RootElement;
        Kind = json.GetProperty("layer").GetString()!;
        Settings = json.GetProperty("settings");
        _inputs = [.. json.GetProperty("inputs").EnumerateArray().Select(Numbers)];
        Layer = new LayerSpec(Kind, Settings).On(
            "layer",
            [.. _inputs.Select(sizes => new Layer(new Input(new TensorShape(Layout.ChannelsFirst, [.. sizes.Select(size => (Quantity)size)])), null))]);
        JsonElement saved = json.GetProperty("saved");
        Batch = saved.GetProperty("batch").GetInt64();
        Inputs = InputsOf(saved);
        Output = saved.GetProperty("output").GetBoolean();
        Own = OwnOf(saved);
        Elements = ElementsOf(saved);
        Frozen = ElementsOf(json.GetProperty("frozen"));
        if (json.GetProperty("view") is { ValueKind: JsonValueKind.Object } view)
        {
            ViewOf = view.GetProperty("input").GetInt32();
            IsContiguous = view.GetProperty("contiguous").GetBoolean();
        }
    }

    public string Kind { get; }

    public JsonElement Settings { get; }

    public Layer Layer { get; }

    /// <summary>The number of samples that it was run on.</summary>
    public long Batch { get; }

    /// <summary>The inputs that are kept.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>Whether the output is kept.</summary>
    public bool Output { get; }

    /// <summary>The elements of everything else that is kept, but for weights and numbers, by type.</summary>
    public IReadOnlyDictionary<string, long> Own { get; }

    /// <summary>All elements that are kept.</summary>
    public long Elements { get; }

    /// <summary>The same where all weights are frozen.</summary>
    public long Frozen { get; }

    /// <summary>The sizes of the first input.</summary>
    public IReadOnlyList<long> Inputs0 => _inputs[0];

    public long InputElements => Layer.InputShapes[0].ElementCount.Value;

    public long OutputElements => Layer.OutputShape.ElementCount.Value;

    /// <summary>The input whose memory the output shares, or −1.</summary>
    public int ViewOf { get; } = -1;

    /// <summary>Whether the elements of the view follow each other.</summary>
    public bool IsContiguous { get; }

    public static IEnumerable<SavedCase> All() => Fixture.Lines("pytorch-saved.jsonl").Select(line => new SavedCase(line));

    /// <summary>A setting of several numbers.</summary>
    public long[] Numbers(string setting) => Numbers(Settings.GetProperty(setting));

    /// <summary>Whether a setting is on.</summary>
    public bool Is(string setting) => Settings.TryGetProperty(setting, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public override string ToString() => _line;

    private static int[] InputsOf(JsonElement saved) => [.. Numbers(saved.GetProperty("inputs")).Select(number => (int)number)];

    private static Dictionary<string, long> OwnOf(JsonElement saved) => saved.GetProperty("own").EnumerateObject().ToDictionary(own => own.Name, own => own.Value.GetInt64());

    private long ElementsOf(JsonElement saved) => OwnOf(saved).Values.Sum()
        + (Batch * (InputsOf(saved).Sum(input => Layer.InputShapes[input].ElementCount.Value) + (saved.GetProperty("output").GetBoolean() ? OutputElements : 0)));

    private static long[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(number => number.GetInt64())];
}
