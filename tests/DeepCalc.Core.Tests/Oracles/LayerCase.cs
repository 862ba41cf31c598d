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

    /// <summary>The layer that the framework counted: of a state, the one that it is put out by.</summary>
    public static Layer Counted(Layer layer) => layer.Definition is RecurrentState ? layer.Inputs[0] : layer;

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

        LayerDefinition definition = Definition();
        return definition is RecurrentState state
            ? new Layer(state, "state", new Layer(state.Source, "layer", inputs.ToArray()))
            : new Layer(definition, "layer", inputs.ToArray());
    }

    public override string ToString() => $"line {Line}: {json.GetRawText()}";

    public static IEnumerable<LayerCase> Read(string fixture) => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture))
        .Select((line, index) => new LayerCase(JsonDocument.Parse(line).RootElement, index + 1));

    private static Quantity[] Unknowns(long?[] sizes, int input) =>
        [.. sizes.Select((size, axis) => size is { } known ? known : Quantity.Unknown($"n{input}_{axis}"))];

    private static long?[]? Sizes(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : [.. json.EnumerateArray().Select(Number)];

    private static long? Number(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetInt64();

    private LayerDefinition Definition() => Kind switch
    {
        "Conv" => new Convolution(Long("filters"), Window(), Long("groups"), Bool("bias")),
        "Pool" when Bool("global") => new GlobalPooling(Enum.Parse<PoolKind>(Text("kind")), Rank: Axes("kernel").Count),
        "Pool" => new Pooling(Enum.Parse<PoolKind>(Text("kind")), Window()),
        "Dense" => new Dense(Long("units"), Bool("bias")),
        "Flatten" => new Flatten(),
        "Embedding" => new Embedding(Long("vocabulary"), Long("width")),
        "Lstm" => ReadRecurrent(RecurrentKind.Lstm),
        "Recurrent" => ReadRecurrent(Enum.Parse<RecurrentKind>(Text("kind"))),
        "RecurrentState" => ReadState(ReadRecurrent(Enum.Parse<RecurrentKind>(Text("kind")))),
        "BatchNormalization" => new BatchNormalization(Bool("scale"), Bool("center"), Bool("statistics")),
        "Activation" => new Activation(Function(Text("kind"))),
        "Dropout" => new Dropout(Settings.GetProperty("rate").GetDouble()),
        "Add" => new Add(),
        "Concatenate" => new Concatenate((int)Long("axis")),
        _ => throw new InvalidDataException(Kind),
    };

    // A setting that a framework or a kind does not have is left out or null.
    private Recurrent ReadRecurrent(RecurrentKind kind) => new(Long("units"), kind)
    {
        Layers = (int)(Optional("layers")?.GetInt64() ?? 1),
        Direction = Optional("bidirectional") is null ? RecurrentDirection.Forward : RecurrentDirection.Bidirectional,
        Merge = Optional("bidirectional")?.GetString() switch
        {
            null or "Concat" => DirectionMerge.Concatenate,
            var merge => Enum.Parse<DirectionMerge>(merge),
        },
        ReturnSequences = Bool("returnSequences"),
        BiasVectors = (int)Long("biasVectors"),
        Projection = Optional("projection")?.GetInt64() is { } size and not 0 ? size : null,
        ResetAfter = kind != RecurrentKind.Gru || Optional("resetAfter")?.GetBoolean() != false,
    };

    private RecurrentState ReadState(Recurrent source)
    {
        string name = Text("index");
        return RecurrentState.AllOf(source).FirstOrDefault(state => state.StateName == name) ?? throw new InvalidDataException(name);
    }

    private JsonElement? Optional(string name) =>
        Settings.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private WindowSettings Window()
    {
        AxisValues kernel = Axes("kernel");
        return new WindowSettings
        {
            Kernel = kernel,
            Stride = Axes("stride"),
            Dilation = Axes("dilation"),
            Padding = ReadPadding(Settings.GetProperty("padding")),
            Rounding = Settings.TryGetProperty("ceiling", out JsonElement ceiling) && ceiling.GetBoolean() ? Rounding.Ceiling : Rounding.Floor,
            Rank = kernel.Count,
        };
    }

    private static Padding ReadPadding(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? Padding.Parse(json.GetString()!)
        : Padding.Of([.. json.EnumerateArray().Select(pair => (pair[0].GetInt64(), pair[1].GetInt64()))]);

    private AxisValues Axes(string name) => new([.. Settings.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())]);

    private long Long(string name) => Settings.GetProperty(name).GetInt64();

    private bool Bool(string name) => Settings.GetProperty(name).GetBoolean();

    private string Text(string name) => Settings.GetProperty(name).GetString()!;

    private static ActivationFunction Function(string name) => name switch
    {
        "swish" => ActivationFunction.Silu,
        "gelu_new" => ActivationFunction.Gelu,
        _ => Enum.Parse<ActivationFunction>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
    };
}
