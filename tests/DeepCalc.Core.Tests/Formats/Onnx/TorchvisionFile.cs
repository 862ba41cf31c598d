using System.Text.Json;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>
/// A network of torchvision as an ONNX file without weights, and its recorded facts. tests/Oracles/README.md describes the fields.
/// </summary>
public sealed class TorchvisionFile
{
    private const string Folder = "torchvision-onnx";

    private readonly JsonElement _json;

    public TorchvisionFile(string name)
    {
        Name = name;
        using Stream stream = Fixture.Open($"{Folder}/{name}.json");
        _json = JsonDocument.Parse(stream).RootElement;
        Runs = [.. _json.GetProperty("runs").EnumerateArray().Select(Sizes)];
        Values = [.. _json.GetProperty("values").EnumerateArray().Select(value => new TorchvisionValue(value))];
    }

    public string Name { get; }

    /// <summary>Whether sizes depend on the objects in the image.</summary>
    public bool IsDataDependent => _json.GetProperty("dataDependent").GetBoolean();

    /// <summary>The sizes of each run of ONNX Runtime, by name; none in a static file.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, long>> Runs { get; }

    /// <summary>The values of the main graph that nodes output.</summary>
    public IReadOnlyList<TorchvisionValue> Values { get; }

    /// <summary>The elements of the floating-point initializers that an output depends on.</summary>
    public long Parameters => _json.GetProperty("parameters").GetInt64();

    /// <summary>The module's parameters and running statistics, without those that the exporter folds.</summary>
    public long ModuleParameters => _json.GetProperty("moduleParameters").GetInt64();

    /// <summary>The multiply-adds of a run, without those on detected boxes.</summary>
    public long Macs(int run) => _json.GetProperty("macs")[run].GetInt64() - _json.GetProperty("macsOnBoxes")[run].GetInt64();

    /// <summary>The shapes of a value in a run: one, or one for each image.</summary>
    public IEnumerable<long[]> Shapes(TorchvisionValue value, int run)
    {
        int images = value.Shapes.Count / Runs.Count;
        return value.Shapes.Skip(run * images).Take(images);
    }

    /// <summary>The file, unpacked.</summary>
    public MemoryStream Open()
    {
        var file = new MemoryStream();
        using Stream packed = Fixture.Open($"{Folder}/{Name}.onnx");
        packed.CopyTo(file);
        file.Position = 0;
        return file;
    }

    public override string ToString() => Name;

    /// <summary>The names of all files.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Fixture.PathOf(Folder), "*.onnx.gz").Select(path => Path.GetFileName(path)[..^".onnx.gz".Length]).Order(StringComparer.Ordinal)];

    private static Dictionary<string, long> Sizes(JsonElement run) =>
        run.GetProperty("sizes").EnumerateObject().ToDictionary(size => size.Name, size => size.Value.GetInt64());
}

/// <summary>ONNX Runtime's record of a value: [name, type, a shape for each run].</summary>
public sealed class TorchvisionValue(JsonElement json)
{
    public string Name { get; } = json[0].GetString()!;

    public ElementType Type { get; } = (ElementType)json[1].GetInt32();

    /// <summary>Whether it is a tensor; a sequence has neither type nor shape.</summary>
    public bool IsTensor => Type != ElementType.Undefined;

    public IReadOnlyList<long[]> Shapes { get; } =
        [.. json[2].EnumerateArray().Select(shape => shape.ValueKind == JsonValueKind.Null ? [] : shape.EnumerateArray().Select(size => size.GetInt64()).ToArray())];
}
