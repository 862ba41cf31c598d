namespace DeepCalc.Formats.HuggingFace;

/// <summary>RWKV, and LFM 2 with short convolutions.</summary>
internal static class RecurrentFamilies
{
    private const string Convolution = "conv";
    private const string Attention = "full_attention";
    private const string FactorKey = "block_ffn_dim_multiplier";
    private const long UsualMultiple = 256;

    public static ModelFamily[] Families { get; } =
    [
        new("rwkv", "Rwkv", Rwkv),
        new("lfm2", "Lfm2", Lfm2) { KeyValueHeads = 8, PaddingToken = 0, RotaryBase = 1e6, Epsilon = 1e-5, IsTied = true },
    ];

    /// <summary>RWKV-4: blocks of time mixing and channel mixing, with a state of fixed size.</summary>
    public static Layer Rwkv(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long width = config.Size("hidden_size");
        var norm = new Normalization(NormalizationKind.Layer) { Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5) };
        long? inner = config.OptionalSize("attention_hidden_size");
        var time = new ResidualBranch("attention", (x, scope) => scope.Add("attention", new Rwkv4TimeMixing(inner == width ? null : inner), x)) { Before = norm };
        var mixing = new RwkvChannelMixing(config.OptionalSize("intermediate_size") ?? 4 * width, RwkvVersion.V4);
        var channels = new ResidualBranch("feed_forward", (x, scope) => scope.Add("feed_forward", mixing, x)) { Before = norm };
        return new DecoderModel(scope, norm, Block)
        {
            WordsName = "rwkv.embeddings",
            BlocksName = "rwkv.blocks",
            NormName = "rwkv.ln_out",
            HeadName = "head",
        }.Build();

        Layer Block(Layer layer, long number, BlockScope scope)
        {
            layer = number == 0 ? scope.Add("first_norm", norm, layer) : layer;
            return channels.On(time.On(layer, scope), scope);
        }
    }

    /// <summary>
    /// Short gated convolutions, and attention with normalised queries and keys in the layers that <c>layer_types</c> or <c>full_attn_idxs</c>
    /// names; a gated feed-forward network in each.
    /// </summary>
    public static Layer Lfm2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        IReadOnlyList<string>? kinds = config.Kinds("layer_types", Convolution, Attention);
        IReadOnlySet<long>? attends = config.Has("full_attn_idxs") ? config.Numbers("full_attn_idxs") : null;
        var norm = new Normalization(NormalizationKind.Rms, UseCenter: false) { Epsilon = config.Epsilon(config.Named("norm_eps", "block_norm_eps"), scope.Family.Epsilon) };
        MultiHeadAttention attention = scope.Attention() with { HeadNormalization = NormalizationKind.Rms, HeadEpsilon = norm.Epsilon };
        bool useBias = config.Flag("conv_bias", false);
        var window = new WindowSettings { Kernel = config.OptionalSize("conv_L_cache") ?? 3, Padding = Padding.Causal, Rank = 1 };
        var network = new FeedForwardBlock { Hidden = Hidden(config), Function = ActivationFunction.Silu, IsGated = true, UseBias = false };
        var feedForward = new ResidualBranch("feed_forward", (x, inner) => network.On(x, inner.Inner("feed_forward"))) { Before = norm };
        return new DecoderModel(scope, norm, Block)
        {
            NormName = "model.embedding_norm",
            IsTiedKey = config.Named("tie_embedding", "tie_word_embeddings"),
        }.Build();

        Layer Block(Layer layer, long number, BlockScope scope)
        {
            bool isAttention = kinds is not null ? kinds[(int)number] == Attention : attends?.Contains(number) ?? true;
            var mixer = isAttention
                ? new ResidualBranch("attention", (x, inner) => inner.Add("attention", attention, x)) { Before = norm }
                : new ResidualBranch("conv", (x, inner) => Convolve(x, inner.Inner("conv"))) { Before = norm };
            return feedForward.On(mixer.On(layer, scope), scope);
        }

        Layer Convolve(Layer input, BlockScope inner)
        {
            long width = input.OutputShape.Last.Value;
            Layer parts = inner.Add("parts", new Split(null, 3), inner.Add("in", new Dense(3 * width, useBias), input));
            Layer gated = inner.Add("input_gate", new Merge(MergeKind.Multiply), parts, parts.Output(2));
            gated = inner.Add("conv", new DepthwiseConvolution(1, window, useBias), gated);
            gated = inner.Add("output_gate", new Merge(MergeKind.Multiply), parts.Output(1), gated);
            return inner.Add("out", new Dense(width, useBias), gated);
        }
    }

    // Two thirds of the setting, times a factor, up to a multiple.
    private static long Hidden(ModelConfig config)
    {
        long hidden = config.Size(config.Named("block_ff_dim", "intermediate_size"));
        if (!config.Flag("block_auto_adjust_ff_dim", true))
        {
            return hidden;
        }

        hidden = 2 * hidden / 3;
        if (config.OrOff(FactorKey, 1) is { } factor)
        {
            double scaled = factor * hidden;
            DeepCalcException.ThrowIf(
                !(scaled >= 1 && scaled <= ModelConfig.MostSize), ErrorCode.InvalidSetting, $"{FactorKey} makes {SettingText.Number(scaled)} hidden units; there must be from 1 to {ModelConfig.MostSize}.");
            hidden = (long)scaled;
        }

        long multiple = config.OptionalSize("block_multiple_of") ?? UsualMultiple;
        return multiple * ((hidden + multiple - 1) / multiple);
    }
}
