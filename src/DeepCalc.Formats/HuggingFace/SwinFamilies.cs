namespace DeepCalc.Formats.HuggingFace;

/// <summary>Swin and SegFormer: transformers whose maps become smaller from stage to stage.</summary>
internal static class SwinFamilies
{
    private const string Segments = "ForSemanticSegmentation";

    public static ModelFamily[] Families { get; } =
    [
        new("swin", "Swin", Swin),
        new("segformer", "Segformer", Segformer),
    ];

    /// <summary>
    /// Patches of 4x4; attention within windows, which every second block shifts, with biases of relative positions; between the stages, 2x2
    /// positions become one.
    /// </summary>
    public static Layer Swin(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(VisionParts.Model, VisionParts.Model, VisionParts.Classes);
        long[] depths = config.List("depths");
        long[] heads = config.List("num_heads");
        RequireStages(depths, heads, "num_heads");
        AxisValues patch = config.Sizes("patch_size");
        long width = config.Size("embed_dim");
        double? epsilon = config.Epsilon("layer_norm_eps", 1e-5);
        var norm = new Normalization(NormalizationKind.Layer) { Epsilon = epsilon };
        ModelConfig.Refuse(config.Flag("use_absolute_embeddings", false), "use_absolute_embeddings", "absolute positions are not supported; it must be false.");
        Layer layer = ModelScope.Add("embeddings.patch_embeddings.projection", new Convolution(width, new WindowSettings { Kernel = patch, Stride = patch }), scope.Image());
        layer = ModelScope.Add("embeddings/features_last", new Permute(new AxisValues(1, 2, 0), Layout.ChannelsLast), layer);
        layer = ModelScope.Add("embeddings.norm", norm, layer);
        for (int stage = 0; stage < depths.Length; stage++, width *= 2)
        {
            string name = FormattableString.Invariant($"encoder.layers.{stage}");
            layer = stage == 0 ? layer : Joined(layer, FormattableString.Invariant($"encoder.layers.{stage - 1}.downsample"), norm, width);
            long smallest = Math.Min(layer.OutputShape[0].Value, layer.OutputShape[1].Value);
            long window = Math.Min(config.OptionalSize("window_size") ?? 7, smallest);
            bool isWhole = smallest == window;
            (long own, long count, Layer from) = (width, heads[stage], layer);
            layer = scope.Blocks(from, name + ".blocks", depths[stage], number => Block(own, count, window, isWhole || number % 2 == 0 ? 0 : window / 2));
        }

        layer = ModelScope.Add("layernorm", norm, layer);
        layer = ModelScope.Add("pooler", new Reduction(ReductionKind.Mean, new AxisValues(0, 1)), layer);
        return head == VisionParts.Model ? layer : ModelScope.Add("classifier", new Dense(config.Labels), layer);

        TransformerBlock Block(long features, long count, long window, long shift) => new()
        {
            Attention = new MultiHeadAttention
            {
                Heads = count,
                UseBias = config.Flag("qkv_bias", true),
                UseOutputBias = true,
                RelativePositions = ((2 * window) - 1) * ((2 * window) - 1),

                // The mask keeps apart positions that the shift brings together.
                AddsToScores = shift > 0,
                Dropout = config.Number("attention_probs_dropout_prob") ?? 0,
            },
            Windows = new WindowPartition { Size = window, Shift = shift },
            FeedForward = new FeedForwardBlock { Hidden = (long)(features * (config.Number("mlp_ratio") ?? 4)), Function = config.Function("hidden_act", "gelu") },
            IsPreNorm = true,
            Epsilon = epsilon,
        };
    }

    /// <summary>
    /// Overlapping patches; attention to a map that a convolution makes smaller, feed-forward networks with a depthwise convolution; of all
    /// stages together, the classes of each position.
    /// </summary>
    public static Layer Segformer(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(VisionParts.Model, VisionParts.Model, VisionParts.Classes, Segments);
        long[] depths = config.List("depths");
        long[] widths = Stages("hidden_sizes");
        long[] heads = Stages("num_attention_heads");
        long[] ratios = Stages("sr_ratios");
        long[] kernels = Stages("patch_sizes");
        long[] strides = Stages("strides");
        long[] hidden = Stages("mlp_ratios");
        var norm = new Normalization(NormalizationKind.Layer);
        ActivationFunction function = config.Function("hidden_act", "gelu");
        var maps = new List<Layer>();
        Layer layer = scope.Image();
        for (int stage = 0; stage < depths.Length; stage++)
        {
            string name = FormattableString.Invariant($"encoder.patch_embeddings.{stage}");
            var window = new WindowSettings { Kernel = kernels[stage], Stride = strides[stage], Padding = Padding.Of(kernels[stage] / 2) };
            layer = ModelScope.Add(name + ".proj", new Convolution(widths[stage], window), layer);
            Place place = new(widths[stage], layer.OutputShape[1].Value, layer.OutputShape[2].Value);
            layer = ModelScope.Add(name + ".layer_norm", norm, place.AsSequence(layer, name));
            int number = stage;
            layer = scope.Blocks(layer, FormattableString.Invariant($"encoder.block.{stage}"), depths[stage], (input, _, inner) => Block(input, inner, number, place));
            layer = ModelScope.Add(FormattableString.Invariant($"encoder.layer_norm.{stage}"), norm, layer);
            maps.Add(layer);
            layer = stage == depths.Length - 1 ? layer : place.AsMap(layer, FormattableString.Invariant($"encoder.{stage}"));
        }

        return head switch
        {
            VisionParts.Model => layer,
            VisionParts.Classes => ModelScope.Add("classifier", new Dense(config.Labels), ModelScope.Add("mean", new Reduction(ReductionKind.Mean, new AxisValues(0)), layer)),
            _ => Decoded(),
        };

        long[] Stages(string key)
        {
            long[] values = config.List(key);
            RequireStages(depths, values, key);
            return values;
        }

        Layer Block(Layer input, BlockScope inner, int stage, Place place)
        {
            Layer normed = inner.Add("layer_norm_1", norm, input);
            Layer reduced = normed;
            if (ratios[stage] > 1)
            {
                var window = new WindowSettings { Kernel = ratios[stage], Stride = ratios[stage] };
                reduced = inner.Add("attention.self.sr", new Convolution(widths[stage], window), place.AsMap(normed, inner.Name + "/attention"));
                reduced = inner.Add("attention.self.layer_norm", norm, place.AsSequence(reduced, inner.Name + "/attention/reduced"));
            }

            var attention = new MultiHeadAttention { Heads = heads[stage], Dropout = config.Number("attention_probs_dropout_prob") ?? 0 };
            Layer attended = reduced == normed ? inner.Add("attention", attention, normed) : inner.Add("attention", attention, normed, reduced);
            Layer sum = inner.Add("attention_add", new Merge(), attended, input);
            Layer network = inner.Add("mlp.dense1", new Dense(widths[stage] * hidden[stage]), inner.Add("layer_norm_2", norm, sum));
            Place wide = place with { Width = widths[stage] * hidden[stage] };
            network = inner.Add("mlp.dwconv", new DepthwiseConvolution(1, new WindowSettings { Kernel = 3, Padding = Padding.Of(1) }), wide.AsMap(network, inner.Name + "/mlp"));
            network = inner.Add("mlp.activation", new Activation(function), wide.AsSequence(network, inner.Name + "/mlp/dwconv"));
            return inner.Add("mlp_add", new Merge(), inner.Add("mlp.dense2", new Dense(widths[stage]), network), sum);
        }

        // Each map is projected and made as large as the first; all together are mixed.
        Layer Decoded()
        {
            long decoder = config.OptionalSize("decoder_hidden_size") ?? 256;
            var projected = new List<Layer>();
            AxisValues image = config.Sizes("image_size");
            (long rows, long columns) = (image.Values[0], image.Values[^1]);
            (long Rows, long Columns) first = (0, 0);
            for (int stage = 0; stage < maps.Count; stage++)
            {
                string name = FormattableString.Invariant($"decode_head.linear_c.{stage}");
                (rows, columns) = (Positions(rows, stage), Positions(columns, stage));
                first = stage == 0 ? (rows, columns) : first;
                Layer map = new Place(decoder, rows, columns).AsMap(ModelScope.Add(name + ".proj", new Dense(decoder), maps[stage]), name);
                projected.Add(stage == 0 ? map : ModelScope.Add(name + ".upsampling", new Upsampling(Size: new AxisValues(first.Rows, first.Columns), Method: Interpolation.Linear), map));
            }

            projected.Reverse();
            Layer mixed = ModelScope.Add("decode_head.features", new Concatenate(0), [.. projected]);
            mixed = ModelScope.Add("decode_head.linear_fuse", new Convolution(decoder, new WindowSettings { Kernel = 1 }, UseBias: false), mixed);
            mixed = ModelScope.Add("decode_head.batch_norm", new Normalization(NormalizationKind.Batch, TrackStatistics: true), mixed);
            mixed = ModelScope.Add("decode_head.activation", new Activation(ActivationFunction.Relu), mixed);
            return ModelScope.Add("decode_head.classifier", new Convolution(config.Labels, new WindowSettings { Kernel = 1 }), mixed);
        }

        long Positions(long size, int stage) => ((size + (2 * (kernels[stage] / 2)) - kernels[stage]) / strides[stage]) + 1;
    }

    // A map of features, as a map with the features first or as a sequence of positions.
    private sealed record Place(long Width, long Rows, long Columns)
    {
        public Layer AsSequence(Layer map, string name)
        {
            Layer rows = ModelScope.Add(name + "/positions", new Reshape(new AxisValues(Width, -1)), map);
            return ModelScope.Add(name + "/sequence", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), rows);
        }

        public Layer AsMap(Layer sequence, string name)
        {
            Layer features = ModelScope.Add(name + "/features", new Permute(new AxisValues(1, 0), Layout.ChannelsFirst), sequence);
            return ModelScope.Add(name + "/map", new Reshape(new AxisValues(Width, Rows, Columns)), features);
        }
    }

    private static void RequireStages(long[] depths, long[] values, string key) => DeepCalcException.ThrowIf(
        values.Length != depths.Length || depths.Sum() > ModelConfig.MostLayers, ErrorCode.InvalidSetting,
        $"{key} has {values.Length} numbers, and depths {depths.Length} with {depths.Sum()} blocks; both must have one for each stage, and there can be {ModelConfig.MostLayers} blocks.");

    // 2x2 positions become one; a map of an odd size is padded.
    private static Layer Joined(Layer layer, string name, Normalization norm, long width)
    {
        (long rows, long columns, long features) = (layer.OutputShape[0].Value, layer.OutputShape[1].Value, layer.OutputShape[2].Value);
        layer = rows % 2 + columns % 2 == 0 ? layer : ModelScope.Add(name + "/padding", new BorderPadding(Padding.Of((0, rows % 2), (0, columns % 2))), layer);
        (rows, columns) = ((rows + 1) / 2, (columns + 1) / 2);
        layer = ModelScope.Add(name + "/pairs", new Reshape(new AxisValues(rows, 2, columns, 2, features)), layer);
        layer = ModelScope.Add(name + "/groups", new Permute(new AxisValues(0, 2, 1, 3, 4)), layer);
        layer = ModelScope.Add(name + "/joined", new Reshape(new AxisValues(rows, columns, 4 * features)), layer);
        layer = ModelScope.Add(name + ".norm", norm, layer);
        return ModelScope.Add(name + ".reduction", new Dense(width, UseBias: false), layer);
    }
}
