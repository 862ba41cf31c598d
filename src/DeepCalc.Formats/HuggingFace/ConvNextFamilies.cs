namespace DeepCalc.Formats.HuggingFace;

/// <summary>Convolutional networks: ResNet and ConvNeXt.</summary>
internal static class ConvNextFamilies
{
    private const double Epsilon = 1e-6;

    public static ModelFamily[] Families { get; } =
    [
        new("resnet", "ResNet", ResNet),
        new("convnext", "ConvNext", ConvNext),
        new("convnextv2", "ConvNextV2", ConvNextV2),
    ];

    /// <summary>Residual blocks of two or three convolutions with batch normalisation.</summary>
    public static Layer ResNet(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(VisionParts.Model, VisionParts.Model, VisionParts.Classes);
        long[] widths = config.List("hidden_sizes");
        long[] depths = Depths(config, widths);
        string type = config.Text("layer_type") ?? "bottleneck";
        ModelConfig.Refuse(type is not ("bottleneck" or "basic"), "layer_type", $"{Quoted.Cut(type)} is not supported; valid are bottleneck and basic.");
        ActivationFunction function = config.Function("hidden_act", "relu");
        Layer layer = Convolved(scope.Image(Open(scope, "H"), Open(scope, "W")), "embedder", config.OptionalSize("embedding_size") ?? 64, 7, 2);
        layer = ModelScope.Add("embedder.pooler", new Pooling(PoolKind.Max, new WindowSettings { Kernel = 3, Stride = 2, Padding = Padding.Of(1) }), Activated(layer, "embedder"));
        for (int stage = 0; stage < widths.Length; stage++)
        {
            for (long block = 0; block < depths[stage]; block++)
            {
                scope.Options.Cancellation.ThrowIfCancellationRequested();
                long stride = block == 0 && (stage > 0 || config.Flag("downsample_in_first_stage", false)) ? 2 : 1;
                layer = Residual(layer, FormattableString.Invariant($"encoder.stages.{stage}.layers.{block}"), widths[stage], stride);
            }
        }

        layer = ModelScope.Add("pooler", new GlobalPooling(PoolKind.Average), layer);
        return head == VisionParts.Model ? layer : ModelScope.Add("classifier", new Dense(config.Labels), layer);

        Layer Residual(Layer input, string name, long width, long stride)
        {
            Layer inner;
            if (type == "basic")
            {
                inner = Activated(Convolved(input, name + ".layer.0", width, 3, stride), name + ".layer.0");
                inner = Convolved(inner, name + ".layer.1", width, 3, 1);
            }
            else
            {
                bool isFirst = config.Flag("downsample_in_bottleneck", false);
                inner = Activated(Convolved(input, name + ".layer.0", width / 4, 1, isFirst ? stride : 1), name + ".layer.0");
                inner = Activated(Convolved(inner, name + ".layer.1", width / 4, 3, isFirst ? 1 : stride), name + ".layer.1");
                inner = Convolved(inner, name + ".layer.2", width, 1, 1);
            }

            bool isSame = stride == 1 && input.OutputShape.Channels == width;
            return Activated(ModelScope.Add(name + ".add", new Merge(), inner, isSame ? input : Convolved(input, name + ".shortcut", width, 1, stride)), name);
        }

        Layer Activated(Layer input, string name) => ModelScope.Add(name + ".activation", new Activation(function), input);

        static Layer Convolved(Layer input, string name, long width, long kernel, long stride)
        {
            var window = new WindowSettings { Kernel = kernel, Stride = stride, Padding = Padding.Of(kernel / 2) };
            Layer convolution = ModelScope.Add(name + ".convolution", new Convolution(width, window, UseBias: false), input);
            return ModelScope.Add(name + ".normalization", new Normalization(NormalizationKind.Batch, TrackStatistics: true), convolution);
        }
    }

    /// <summary>Depthwise convolutions of 7x7 with layer normalisation, a wider layer, and learned factors of the branches.</summary>
    public static Layer ConvNext(ModelScope scope) => Model(
        scope, (layer, _) => layer, scope.Config.Number("layer_scale_init_value") ?? Epsilon);

    /// <summary>As ConvNeXt, with a normalisation of the responses of the wider layer in place of the factors.</summary>
    public static Layer ConvNextV2(ModelScope scope) => Model(scope, Responses, 0);

    private static Quantity Open(ModelScope scope, string name) => scope.Open(name);

    private static long[] Depths(ModelConfig config, long[] widths)
    {
        long[] depths = config.List("depths");
        DeepCalcException.ThrowIf(
            depths.Length != widths.Length || depths.Sum() > ModelConfig.MostLayers, ErrorCode.InvalidSetting,
            $"depths has {depths.Length} stages and {depths.Sum()} blocks; it must have as many stages as hidden_sizes ({widths.Length}), and at most {ModelConfig.MostLayers} blocks.");
        return depths;
    }

    private static Layer Model(ModelScope scope, Func<Layer, string, Layer> wider, double factor)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(VisionParts.Model, VisionParts.Model, VisionParts.Classes);
        long[] widths = config.List("hidden_sizes");
        long[] depths = Depths(config, widths);
        ActivationFunction function = config.Function("hidden_act", "gelu");
        AxisValues patch = config.Has("patch_size") ? config.Sizes("patch_size") : 4;
        Layer layer = ModelScope.Add("embeddings.patch_embeddings", new Convolution(widths[0], new WindowSettings { Kernel = patch, Stride = patch }), scope.Image());
        layer = ModelScope.Add("embeddings.layernorm", OfChannels(), layer);
        for (int stage = 0; stage < widths.Length; stage++)
        {
            string name = FormattableString.Invariant($"encoder.stages.{stage}");
            if (stage > 0)
            {
                layer = ModelScope.Add(name + ".downsampling_layer.0", OfChannels(), layer);
                layer = ModelScope.Add(name + ".downsampling_layer.1", new Convolution(widths[stage], new WindowSettings { Kernel = 2, Stride = 2 }), layer);
            }

            for (long block = 0; block < depths[stage]; block++)
            {
                scope.Options.Cancellation.ThrowIfCancellationRequested();
                layer = Block(layer, FormattableString.Invariant($"{name}.layers.{block}"), widths[stage]);
            }
        }

        layer = ModelScope.Add("pooler", new GlobalPooling(PoolKind.Average), layer);
        layer = ModelScope.Add("layernorm", new Normalization(NormalizationKind.Layer) { Epsilon = config.Epsilon("layer_norm_eps", 1e-12) }, layer);
        return head == VisionParts.Model ? layer : ModelScope.Add("classifier", new Dense(config.Labels), layer);

        Layer Block(Layer input, string name, long width)
        {
            Layer inner = ModelScope.Add(name + ".dwconv", new DepthwiseConvolution(1, new WindowSettings { Kernel = 7, Padding = Padding.Of(3) }), input);
            inner = ModelScope.Add(name + "/features_last", new Permute(new AxisValues(1, 2, 0), Layout.ChannelsLast), inner);
            inner = ModelScope.Add(name + ".layernorm", new Normalization(NormalizationKind.Layer) { Epsilon = Epsilon }, inner);
            inner = ModelScope.Add(name + ".pwconv1", new Dense(4 * width), inner);
            inner = ModelScope.Add(name + ".act", new Activation(function), inner);
            inner = ModelScope.Add(name + ".pwconv2", new Dense(width), wider(inner, name + ".grn"));
            inner = factor > 0 ? ModelScope.Add(name + ".layer_scale_parameter", new Scale(-1), inner) : inner;
            inner = ModelScope.Add(name + "/features_first", new Permute(new AxisValues(2, 0, 1), Layout.ChannelsFirst), inner);
            return ModelScope.Add(name + ".add", new Merge(), inner, input);
        }

        static Normalization OfChannels() => new(NormalizationKind.Layer, Axes: new AxisValues(0)) { Epsilon = Epsilon };
    }

    // The length of each feature over the map, divided by the mean of all, multiplies it; the input is added.
    private static Layer Responses(Layer layer, string name)
    {
        Layer lengths = ModelScope.Add(name + "/lengths", new Reduction(ReductionKind.L2, new AxisValues(0, 1), KeepDimensions: true), layer);
        Layer mean = ModelScope.Add(name + "/mean", new Reduction(ReductionKind.Mean, new AxisValues(-1), KeepDimensions: true), lengths);
        Layer shares = ModelScope.Add(name + "/shares", new Merge(MergeKind.Divide), lengths, mean);
        Layer scaled = ModelScope.Add(name, new Scale(-1, UseCenter: true), ModelScope.Add(name + "/product", new Merge(MergeKind.Multiply), layer, shares));
        return ModelScope.Add(name + "/sum", new Merge(), scaled, layer);
    }
}
