namespace DeepCalc.Formats.Keras;

/// <summary>Convolutions and pooling.</summary>
internal static class KerasWindows
{
    public static KerasClass[] Classes { get; } =
    [
        .. OfRanks(["Conv{0}D", "Convolution{0}D"], 1, 3, Convolution),
        .. OfRanks(["Conv{0}DTranspose", "Convolution{0}DTranspose", "Deconvolution{0}D"], 1, 3, Transposed),
        .. OfRanks(["DepthwiseConv{0}D"], 1, 2, Depthwise),
        .. OfRanks(["SeparableConv{0}D", "SeparableConvolution{0}D"], 1, 2, Separable),
        .. OfRanks(["LocallyConnected{0}D"], 1, 2, Local),
        .. OfRanks(["MaxPooling{0}D", "MaxPool{0}D"], 1, 3, (call, rank) => Pool(call, rank, PoolKind.Max), holdsWeights: false),
        .. OfRanks(["AveragePooling{0}D", "AvgPool{0}D"], 1, 3, (call, rank) => Pool(call, rank, PoolKind.Average), holdsWeights: false),
        .. OfRanks(["GlobalMaxPooling{0}D", "GlobalMaxPool{0}D"], 1, 3, (call, rank) => Global(call, rank, PoolKind.Max), holdsWeights: false),
        .. OfRanks(["GlobalAveragePooling{0}D", "GlobalAvgPool{0}D"], 1, 3, (call, rank) => Global(call, rank, PoolKind.Average), holdsWeights: false),
        .. OfRanks(["AdaptiveMaxPooling{0}D"], 1, 3, (call, rank) => Adaptive(call, rank, PoolKind.Max), holdsWeights: false),
        .. OfRanks(["AdaptiveAveragePooling{0}D"], 1, 3, (call, rank) => Adaptive(call, rank, PoolKind.Average), holdsWeights: false),
    ];

    /// <summary>The classes for one, two and three spatial axes.</summary>
    public static IEnumerable<KerasClass> OfRanks(string[] names, int least, int most, Func<KerasCall, int, KerasOutputs> build, bool holdsWeights = true) =>
        from name in names
        from rank in Enumerable.Range(least, most - least + 1)
        select new KerasClass(string.Format(System.Globalization.CultureInfo.InvariantCulture, name, rank), call => build(call, rank), holdsWeights);

    /// <summary>A layer with the channel position of its data_format.</summary>
    public static LayerDefinition LaidOut(KerasCall call, LayerDefinition definition)
    {
        string format = call.Settings.Choice("data_format", "channels_last", "channels_last", "channels_first");
        Layout layout = format == "channels_first" ? Layout.ChannelsFirst : Layout.ChannelsLast;
        return layout == call.Import.Layout ? definition : new Placed(definition) { Layout = layout };
    }

    /// <summary>The window of a convolution.</summary>
    public static WindowSettings Window(KerasSettings settings, int rank) => new()
    {
        Kernel = Required(settings, "kernel_size"),
        Stride = settings.Numbers("strides") ?? 1,
        Dilation = settings.Numbers("dilation_rate") ?? 1,
        Padding = PaddingOf(settings, rank == 1),
        Rank = rank,
    };

    private static KerasOutputs Convolution(KerasCall call, int rank) => Activated(call, new Convolution(
        call.Settings.Number("filters"), Window(call.Settings, rank), call.Settings.OptionalNumber("groups") ?? 1, UseBias(call)));

    private static KerasOutputs Transposed(KerasCall call, int rank) => Activated(call, new TransposedConvolution(
        call.Settings.Number("filters"), Window(call.Settings, rank), call.Settings.Numbers("output_padding"), call.Settings.OptionalNumber("groups") ?? 1, UseBias(call)));

    private static KerasOutputs Depthwise(KerasCall call, int rank) => Activated(call, new DepthwiseConvolution(
        call.Settings.OptionalNumber("depth_multiplier") ?? 1, Window(call.Settings, rank), UseBias(call)));

    private static KerasOutputs Separable(KerasCall call, int rank) => Activated(call, new SeparableConvolution(
        call.Settings.Number("filters"), Window(call.Settings, rank), call.Settings.OptionalNumber("depth_multiplier") ?? 1, UseBias(call)));

    private static KerasOutputs Local(KerasCall call, int rank) => Activated(call, new LocallyConnected(
        call.Settings.Number("filters"), Window(call.Settings, rank), UseBias(call)));

    private static KerasOutputs Pool(KerasCall call, int rank, PoolKind kind)
    {
        AxisValues size = call.Settings.Numbers("pool_size") ?? 2;
        var window = new WindowSettings { Kernel = size, Stride = call.Settings.Numbers("strides") ?? size, Padding = PaddingOf(call.Settings, false), Rank = rank };
        return call.Add(LaidOut(call, new Pooling(kind, window)));
    }

    private static KerasOutputs Global(KerasCall call, int rank, PoolKind kind) =>
        call.Add(LaidOut(call, new GlobalPooling(kind, call.Settings.Flag("keepdims", false), rank)));

    private static KerasOutputs Adaptive(KerasCall call, int rank, PoolKind kind) =>
        call.Add(LaidOut(call, new AdaptivePooling(kind, Required(call.Settings, "output_size"), rank)));

    private static KerasOutputs Activated(KerasCall call, LayerDefinition definition) =>
        KerasActivations.On(call, call.Add(LaidOut(call, definition)));

    private static bool UseBias(KerasCall call) => call.Settings.Flag("use_bias", true);

    private static AxisValues Required(KerasSettings settings, string name) => settings.Numbers(name)
        ?? throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is missing; it must be an integer or a list of integers.");

    private static Padding PaddingOf(KerasSettings settings, bool canBeCausal) =>
        (canBeCausal ? settings.Choice("padding", "valid", "valid", "same", "causal") : settings.Choice("padding", "valid", "valid", "same")) switch
        {
            "same" => Padding.Same,
            "causal" => Padding.Causal,
            _ => Padding.Valid,
        };
}
