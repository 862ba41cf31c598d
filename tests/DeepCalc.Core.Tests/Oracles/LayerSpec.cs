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
        RecurrentState state = RecurrentState.AllOf(recurrent).FirstOrDefault(state => state.StateName == index) ?? throw new DeepCalcException(ErrorCode.InvalidSetting, $"no state {index}");
        return new Layer(state, name, new Layer(recurrent, name + "/cells", inputs));
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

    private LayerDefinition Define(IReadOnlyList<TensorShape> inputs) => kind switch
    {
        "Conv" => new Convolution(Long("filters"), Window(), Long("groups"), Bool("bias")),
        "Pool" when Bool("global") => new GlobalPooling(Enum.Parse<PoolKind>(Text("kind")), Rank: Axes("kernel").Count),
        "Pool" => new Pooling(Enum.Parse<PoolKind>(Text("kind")), Window()) { Norm = Has("norm") ? Exact(settings.GetProperty("norm")) : null },
        "Dense" => new Dense(Long("units"), Bool("bias")),
        "Flatten" => new Flatten(),
        "Embedding" => new Embedding(Long("vocabulary"), Long("width")),
        "Lstm" => ReadRecurrent(RecurrentKind.Lstm),
        "Recurrent" => ReadRecurrent(Enum.Parse<RecurrentKind>(Text("kind"))),
        "BatchNormalization" => new Normalization(NormalizationKind.Batch, UseScale: Bool("scale"), UseCenter: Bool("center"), TrackStatistics: Bool("statistics")),
        "Normalization" => Normalization(Enum.Parse<NormalizationKind>(Text("kind"))),
        "Activation" => Activation(inputs[0].Rank),
        "Dropout" => new Dropout(settings.GetProperty("rate").GetDouble()),
        "Add" => new Merge(),
        "Merge" => new Merge(Enum.Parse<MergeKind>(Text("kind"))),
        "ConvTranspose" => new TransposedConvolution(Long("filters"), Window(), Has("outputPadding") ? Axes("outputPadding") : null, Long("groups"), Bool("bias")),
        "DepthwiseConv" => new DepthwiseConvolution(Long("multiplier"), Window(), Bool("bias")),
        "SeparableConv" => new SeparableConvolution(Long("filters"), Window(), Long("multiplier"), Bool("bias")),
        "AdaptivePool" => new AdaptivePooling(Enum.Parse<PoolKind>(Text("kind")), OutputSize(), OutputSize().Count),
        "Bilinear" => new Bilinear(Long("units"), Bool("bias")),
        "Attention" => Attention(),
        "Dot" => Dot(),
        "MatMul" => new MatrixProduct(),
        "TimeDistributed" => new Placed(Inner(inputs)) { Apart = Apart.Steps },
        "Padding" => new BorderPadding(ReadPadding(settings.GetProperty("amounts")), Enum.Parse<BorderMode>(Text("mode")), settings.GetProperty("amounts").GetArrayLength()),
        "Cropping" => new Cropping(ReadPadding(settings.GetProperty("amounts")), settings.GetProperty("amounts").GetArrayLength()),
        "Upsampling" => new Upsampling(Scale(), Has("size") ? Axes("size") : null, Enum.Parse<Interpolation>(Text("method")), Bool("alignCorners"), Scale()?.Count),
        "PixelShuffle" => new PixelShuffle(Long("factor"), Bool("inverse")),
        "Reshape" => new Reshape(Axes("target")),
        "Permute" => new Permute(Axes("order")),
        "Squeeze" => new Squeeze((int)Long("axis")),
        "Expand" => new ExpandDims((int)Long("axis")),
        "Repeat" => new Repeat(Axes("counts")),
        "RepeatVector" => new RepeatVector(Long("count")),
        "Slice" => new Slice((int)Long("axis"), Long("start"), Has("stop") ? Long("stop") : null, Long("step")),
        "Split" => new Split((int)Long("index"), Has("count") ? Long("count") : null, Has("sizes") ? Axes("sizes") : null, (int)Long("axis")),
        "Chunk" => new Split((int)Long("index"), Long("count"), null, (int)Long("axis"), IsChunked: true),
        "Unfold" => new Unfold(Window()),
        "Fold" => new Fold(Axes("outputSize"), Window()),
        "ChannelShuffle" => new ChannelShuffle(Long("groups")),
        "Roll" => new Roll(Axes("shifts"), Axes("axes")),
        "LocalResponse" => new LocalResponseNormalization(Long("size")),
        "Concatenate" => new Concatenate((int)Long("axis")),
        _ => throw new InvalidDataException(kind),
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

    private MultiHeadAttention Attention() => new()
    {
        Heads = Long("heads"),
        KeyWidth = Has("keyWidth") ? Long("keyWidth") : null,
        ValueWidth = Has("valueWidth") ? Long("valueWidth") : null,
        OutputWidth = Has("outputWidth") ? Long("outputWidth") : null,
        UseBias = Bool("bias"),
        UseBiasKeyValue = Has("biasKeyValue") && Bool("biasKeyValue"),
        UseZeroKeyValue = Has("zeroAttention") && Bool("zeroAttention"),
    };

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

    private AxisRatios? Scale() => Has("scale")
        ? new AxisRatios([.. settings.GetProperty("scale").EnumerateArray().Select(Exact)])
        : null;

    private static Ratio Exact(JsonElement number) => Ratio.TryParse(number.GetRawText(), out Ratio ratio) ? ratio : throw new InvalidDataException(number.GetRawText());

    private bool Has(string name) => settings.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    private WindowSettings Window()
    {
        AxisValues kernel = Axes("kernel");
        return new WindowSettings
        {
            Kernel = kernel,
            Stride = Axes("stride"),
            Dilation = Axes("dilation"),
            Padding = ReadPadding(settings.GetProperty("padding")),
            Rounding = settings.TryGetProperty("ceiling", out JsonElement ceiling) && ceiling.GetBoolean() ? Rounding.Ceiling : Rounding.Floor,
            Border = Has("paddingMode") ? Enum.Parse<BorderMode>(Text("paddingMode")) : BorderMode.Zero,
            Rank = kernel.Count,
        };
    }

    private static Padding ReadPadding(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? Padding.Parse(json.GetString()!)
        : Padding.Of([.. json.EnumerateArray().Select(pair => (pair[0].GetInt64(), pair[1].GetInt64()))]);

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
