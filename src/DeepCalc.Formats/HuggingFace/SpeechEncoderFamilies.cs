namespace DeepCalc.Formats.HuggingFace;

/// <summary>Encoders of speech: wav2vec 2.0 and HuBERT, on T samples of sound.</summary>
internal static class SpeechEncoderFamilies
{
    private const string Model = "Model";
    private const string Letters = "ForCTC";
    private const string Classes = "ForSequenceClassification";

    public static ModelFamily[] Families { get; } =
    [
        new("wav2vec2", "Wav2Vec2", Wav2Vec2),
        new("hubert", "Hubert", Hubert),
    ];

    /// <summary>Convolutions over samples of sound, a convolution for positions, and blocks; layer normalisation after, or before in the larger ones.</summary>
    public static Layer Wav2Vec2(ModelScope scope) => Encoder(scope, normalizesFeatures: true);

    /// <summary>As wav2vec 2.0.</summary>
    public static Layer Hubert(ModelScope scope)
    {
        ModelConfig.Refuse(scope.Config.Flag("conv_pos_batch_norm", false), "conv_pos_batch_norm", "batch normalisation of positions is not supported; it must be false.");
        return Encoder(scope, scope.Config.Flag("feat_proj_layer_norm", true));
    }

    private static Layer Encoder(ModelScope scope, bool normalizesFeatures)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(Model, Model, Letters, Classes);
        ModelConfig.Refuse(config.Flag("add_adapter", false), "add_adapter", "an adapter behind the encoder is not supported; it must be false.");
        ModelConfig.Refuse(config.Has("adapter_attn_dim"), "adapter_attn_dim", "adapters in the blocks are not supported; it must be null.");
        bool isPreNorm = config.Flag("do_stable_layer_norm", false);
        long width = config.Size("hidden_size");
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention { Heads = config.Size("num_attention_heads"), Dropout = config.Number("attention_dropout") ?? 0.1 },
            FeedForward = config.Network("gelu"),
            IsPreNorm = isPreNorm,
            Epsilon = config.Epsilon("layer_norm_eps", 1e-5),
        };
        Layer layer = Features(scope);
        layer = normalizesFeatures ? ModelScope.Add("feature_projection.layer_norm", block.Normalizer, layer) : layer;
        layer = ModelScope.Add("feature_projection.projection", new Dense(width), layer);
        bool isMasked = (config.Number("mask_time_prob") ?? 0.05) > 0 || (config.Number("mask_feature_prob") ?? 0) > 0;
        layer = isMasked ? ModelScope.Add("masked_spec_embed", new MaskToken(), layer) : layer;
        layer = ModelScope.Add("encoder.pos_conv_embed.add", new Merge(), layer, Positions(config, layer, width));
        layer = isPreNorm ? layer : ModelScope.Add("encoder.layer_norm", block.Normalizer, layer);
        layer = scope.Blocks(layer, "encoder.layers", config.Layers("num_hidden_layers"), _ => block);
        layer = isPreNorm ? ModelScope.Add("encoder.layer_norm", block.Normalizer, layer) : layer;
        switch (head)
        {
            case Letters:
                return ModelScope.Add("lm_head", new Dense(config.Size("vocab_size")), layer);
            case Classes:
                ModelConfig.Refuse(config.Flag("use_weighted_layer_sum", false), "use_weighted_layer_sum", "a sum of all blocks is not supported; it must be false.");
                layer = ModelScope.Add("projector", new Dense(config.OptionalSize("classifier_proj_size") ?? 256), layer);
                layer = ModelScope.Add("pooled", new Reduction(ReductionKind.Mean, new AxisValues(0)), layer);
                return ModelScope.Add("classifier", new Dense(config.Labels), layer);
            default:
                return layer;
        }
    }

    // Convolutions over the samples. The first has a normalisation of each channel over time, or each has one of the channels.
    private static Layer Features(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long[] filters = config.List("conv_dim");
        long[] kernels = config.List("conv_kernel");
        long[] strides = config.List("conv_stride");
        DeepCalcException.ThrowIf(
            kernels.Length != filters.Length || strides.Length != filters.Length, ErrorCode.InvalidSetting,
            $"conv_dim has {filters.Length} numbers, conv_kernel {kernels.Length} and conv_stride {strides.Length}; they must have as many.");
        string norm = config.Text("feat_extract_norm") ?? "group";
        ModelConfig.Refuse(norm is not ("group" or "layer"), "feat_extract_norm", $"{Quoted.Cut(norm)} is not supported; valid are group and layer.");
        ActivationFunction function = config.Function("feat_extract_activation", "gelu");
        Layer layer = scope.Input("input_values", new TensorShape(Layout.ChannelsFirst, 1, scope.Open(ModelScope.Length)));
        for (int i = 0; i < filters.Length; i++)
        {
            string name = FormattableString.Invariant($"feature_extractor.conv_layers.{i}");
            layer = ModelScope.Add(name + ".conv", new Convolution(filters[i], new WindowSettings { Kernel = kernels[i], Stride = strides[i] }, UseBias: config.Flag("conv_bias", false)), layer);
            layer = norm == "layer" ? ModelScope.Add(name + ".layer_norm", new Normalization(NormalizationKind.Layer, Axes: new AxisValues(0)), layer)
                : i == 0 ? ModelScope.Add(name + ".layer_norm", new Normalization(NormalizationKind.Group, Groups: filters[0]), layer)
                : layer;
            layer = ModelScope.Add(name + ".activation", new Activation(function), layer);
        }

        return ModelScope.Add("feature_extractor/frames", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), layer);
    }

    // A convolution in groups that sees as many positions on both sides; of an even kernel, the last output is left out.
    private static Layer Positions(ModelConfig config, Layer layer, long width)
    {
        const string Name = "encoder.pos_conv_embed";
        long kernel = config.OptionalSize("num_conv_pos_embeddings") ?? 128;
        var window = new WindowSettings { Kernel = kernel, Padding = Padding.Of(kernel / 2) };
        Layer inner = ModelScope.Add(Name + "/features", new Permute(new AxisValues(1, 0), Layout.ChannelsFirst), layer);
        inner = ModelScope.Add(Name + ".conv", new Convolution(width, window, config.OptionalSize("num_conv_pos_embedding_groups") ?? 16) { SeparatesKernelLengths = true }, inner);
        inner = kernel % 2 > 0 ? inner : ModelScope.Add(Name + ".padding", new Slice(1, 0, -1), inner);
        inner = ModelScope.Add(Name + ".activation", new Activation(config.Function("feat_extract_activation", "gelu")), inner);
        return ModelScope.Add(Name + "/sequence", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), inner);
    }
}
