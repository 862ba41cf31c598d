using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>A layer as the fixtures write it; tests/Oracles/README.md has the settings.</summary>
public sealed class LayerSpec(string kind, JsonElement settings)
{
    /// <summary>The same layer in DeepCalc.</summary>
    public Layer On(string name, params Layer[] inputs) => kind switch
    {
        "EncoderBlock" => Block().On(inputs[0], null, new BlockScope(name)),
        "DecoderBlock" => Block().On(inputs[0], inputs[1], new BlockScope(name)),
        "RecurrentState" => StateOf(ReadRecurrent(Enum.Parse<RecurrentKind>(Text("kind"))), name, inputs),
        _ => new Layer(Define([.. inputs.Select(input => input.OutputShape)]), name, inputs),
    };

    private Layer StateOf(Recurrent recurrent, string name, Layer[] inputs)
    {
        string index = Text("index");
        var layer = new Layer(recurrent, name + "/cells", inputs);
        int output = Enumerable.Range(1, layer.OutputCount - 1).FirstOrDefault(output => recurrent.OutputName(output) == index);
        return output > 0 ? layer.Output(output, name) : throw new DeepCalcException(ErrorCode.InvalidSetting, $"no state {index}");
    }

    // A setting that a framework or a kind does not have is left out or null.
    private Recurrent ReadRecurrent(RecurrentKind kind) => new(Long("units"), kind)
    {
        Layers = Has("layers") ? (int)Long("layers") : 1,
        Direction = Has("bidirectional") ? RecurrentDirection.Bidirectional : RecurrentDirection.Forward,
        Merge = !Has("bidirectional") || Text("bidirectional") == "Concat" ? DirectionMerge.Concatenate : Enum.Parse<DirectionMerge>(Text("bidirectional")),
        ReturnSequences = Bool("returnSequences"),
        BiasVectors = (int)Long("biasVectors"),
        Projection = Has("projection") && Long("projection") is not 0 and var size ? size : null,
        ResetAfter = kind != RecurrentKind.Gru || !Has("resetAfter") || Bool("resetAfter"),
    };

    private TransformerBlock Block() => new()
    {
        Attention = new MultiHeadAttention { Heads = Long("heads") },
        FeedForward = new FeedForwardBlock { Hidden = Long("feedForward"), Function = ActivationFunction.Relu },
        IsPreNorm = Bool("preNorm"),
    };

    // Settings that are not those of the definition, by the framework's nature. All others are found by reflection.
    private LayerDefinition Define(IReadOnlyList<TensorShape> inputs) => kind switch
    {
        "Pool" when Bool("global") => new GlobalPooling(Enum.Parse<PoolKind>(Text("kind")), Rank: Axes("kernel").Count),
        "Lstm" => ReadRecurrent(RecurrentKind.Lstm),
        "Recurrent" => ReadRecurrent(Enum.Parse<RecurrentKind>(Text("kind"))),
        "BatchNormalization" => Normalization(NormalizationKind.Batch),
        "Normalization" => Normalization(Enum.Parse<NormalizationKind>(Text("kind"))),
        "Activation" => Activation(inputs[0].Rank),
        "AdaptivePool" => new AdaptivePooling(Enum.Parse<PoolKind>(Text("kind")), OutputSize(), OutputSize().Count),
        "Dot" => Dot(),
        "TimeDistributed" => new Placed(Inner(inputs)) { Apart = Apart.Steps },
        "Chunk" => new Split((int)Long("index"), Long("count"), null, (int)Long("axis"), IsChunked: true),
        _ => SpecifiedDefinition.Of(kind, settings),
    };

    private Normalization Normalization(NormalizationKind kind) => new(
        kind,
        kind == NormalizationKind.Group ? Long("groups") : 1,
        Has("axes") ? new AxisValues([.. Enumerable.Range(1, (int)Long("axes")).Select(axis => -(long)axis)]) : default,
        Bool("scale"),
        Has("center") && Bool("center"),
        Has("statistics") && Bool("statistics"));

    private LayerDefinition Activation(int rank)
    {
        ActivationFunction function = Function(Text("kind"));
        SharedAxes? shared = null;
        if (Has("sharedAxes"))
        {
            shared = new SharedAxes(Axes("sharedAxes"));
        }
        else if (Has("slopes"))
        {
            // PyTorch: one slope, or one for each channel, whose axis is the first.
            shared = settings.GetProperty("slopes").ValueKind == JsonValueKind.Number
                ? SharedAxes.All
                : new SharedAxes(new AxisValues([.. Enumerable.Range(1, rank - 1).Select(axis => (long)axis)]));
        }

        return DeepCalc.Activation.Define(function, Has("axis") ? (int)Long("axis") : null, shared);
    }

    private AxisValues OutputSize() => new(
        [.. settings.GetProperty("outputSize").EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Null ? 0 : size.GetInt64())]);

    private Dot Dot()
    {
        AxisValues axes = settings.GetProperty("axes").ValueKind == JsonValueKind.Number ? Long("axes") : Axes("axes");
        return new Dot((int)axes[0], (int)axes[1], Bool("normalize"));
    }

    private LayerDefinition Inner(IReadOnlyList<TensorShape> inputs)
    {
        JsonElement inner = settings.GetProperty("inner");
        return new LayerSpec(inner.GetProperty("layer").GetString()!, inner.GetProperty("settings"))
            .Define([.. inputs.Select(shape => new TensorShape(shape.Layout, [.. shape.Sizes.Skip(1)]))]);
    }

    private bool Has(string name) => settings.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    private AxisValues Axes(string name) => new([.. settings.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())]);

    private long Long(string name) => settings.GetProperty(name).GetInt64();

    private bool Bool(string name) => settings.GetProperty(name).GetBoolean();

    private string Text(string name) => settings.GetProperty(name).GetString()!;

    private static ActivationFunction Function(string name) => name switch
    {
        "swish" => ActivationFunction.Silu,
        "gelu_new" => ActivationFunction.Gelu,
        _ => Enum.Parse<ActivationFunction>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
    };
}
