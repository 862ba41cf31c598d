namespace DeepCalc.Formats.HuggingFace;

/// <summary>The text networks of Gemma 3n and Gemma 4, whose last layers can share keys and values, and whose blocks can have word embeddings of their own.</summary>
internal static class LaterGemmaFamilies
{
    private const string Part = "attention";
    private const string Network = "feed_forward";
    private const string CapKey = "final_logit_softcapping";
    private const double LocalBase = 10_000;

    private static readonly ModelFamily Usual = new("gemma4_text", "Gemma4", Gemma4)
    {
        OtherPrefix = "Gemma4Text",
        KeyValueHeads = 4,
        HeadWidth = 256,
        Window = 512,
        PaddingToken = 0,
        RotaryBase = 1e6,
        IsTied = true,
    };

    public static ModelFamily[] Families { get; } =
    [
        Usual with { ModelType = "gemma3n_text", ClassPrefix = "Gemma3n", OtherPrefix = "Gemma3nText", Build = Gemma3n, KeyValueHeads = 2 },
        Usual,
    ];

    /// <summary>
    /// As Gemma 3; normalised values; layers that see all positions have heads of their own width, whose keys can be the values too; experts beside
    /// the feed-forward network; the last layers can share keys and values.
    /// </summary>
    public static Layer Gemma4(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        const string Direction = "use_bidirectional_attention";
        ModelConfig.Refuse(config.Text(Direction) is not (null or "vision"), Direction, "attention of all positions to all is not supported; it must be vision or null.");
        long layers = config.Layers("num_hidden_layers");
        Normalization norm = Norm(scope);
        long headWidth = config.OptionalSize("head_dim") ?? scope.Family.HeadWidth!.Value;
        long globalWidth = config.HasKey("global_head_dim") ? config.OptionalSize("global_head_dim") ?? headWidth : 512;
        bool usesKeys = config.Flag("attention_k_eq_v", false);
        long? globalHeads = config.OptionalSize("num_global_key_value_heads");
        MultiHeadAttention usual = Attention(scope);
        double share = config.Share("partial_rotary_factor") ?? (config.Has("rope_parameters") ? 1 : 0.25);
        MultiHeadAttention full = scope.Rotated(usual, globalWidth, share) with
        {
            KeyWidth = globalWidth,
            KeyValueHeads = usesKeys ? globalHeads ?? usual.KeyValueHeads : usual.KeyValueHeads,
            UsesKeysAsValues = usesKeys,
        };
        var attention = new SharingAttention(scope, Local(scope, usual, headWidth), full, hasIdle: false);
        long hidden = config.Size("intermediate_size");
        bool isWide = config.Flag("use_double_wide_mlp", false);
        var network = new FeedForwardBlock { Hidden = hidden, Function = config.Function("hidden_activation", "gelu_pytorch_tanh"), IsGated = true, UseBias = false };
        MixtureOfExperts? experts = config.Flag("enable_moe_block", false)
            ? new(config.Size("num_experts"), config.Size("top_k_experts"), config.Size("moe_intermediate_size"), network.Function) { NormalizesShares = true, UseExpertScale = true }
            : null;
        Layer ids = scope.Words();
        PerLayerInputs? own = PerLayerInputs.Width(config) is > 0 and var width ? new(scope, ids, width, norm) : null;
        return new DecoderModel(scope, norm, Block)
        {
            Ids = ids,
            ScalesWords = true,
            Entry = embedded => own?.Begin(embedded) ?? embedded,
            OutputCap = config.OrOff(CapKey, null),
        }.Build();

        Layer Block(Layer layer, long number, BlockScope inner)
        {
            // The last layer always sees all positions.
            bool isLocal = number < layers - 1 && (config.IsLocal(number) ?? (number + 1) % 6 != 0);
            layer = new ResidualBranch(Part, (x, scope) => attention.On(x, number, isLocal, scope)) { Before = norm, Behind = norm }.On(layer, inner);
            FeedForwardBlock own = isWide && attention.Shares(number) ? network with { Hidden = 2 * hidden } : network;
            layer = new ResidualBranch(Network, (x, scope) => Feed(x, own, scope)) { Behind = norm }.On(layer, inner);
            layer = AddInput(layer, number, inner);

            // A factor that the file of the weights has.
            return inner.Add("layer_scalar", new Pointwise("Rescaling", 1) { IsLinear = true }, layer);
        }

        Layer AddInput(Layer layer, long number, BlockScope inner) =>
            own is null ? layer : inner.Add("per_layer_add", new Merge(), own.Gated(layer, number, inner), layer);

        Layer Feed(Layer input, FeedForwardBlock own, BlockScope inner)
        {
            Layer output = own.On(inner.Add(Network + "_norm", norm, input), inner.Inner(Network));
            if (experts is null)
            {
                return output;
            }

            BlockScope router = inner.Inner("router");
            Layer routed = router.Add("norm", norm with { UseScale = false }, input);
            routed = router.Scaled("width_scale", router.Add("scale", new Scale(), routed), 1 / Math.Sqrt(input.OutputShape.Last.Value));
            routed = router.Add("parts", new Activation(ActivationFunction.Softmax, -1), router.Add("proj", new Dense(experts.Experts, UseBias: false), routed));
            Layer chosen = inner.Add("experts", experts, inner.Add("experts_norm", norm, input), routed);
            chosen = inner.Add("experts_output_norm", norm, chosen);
            return inner.Add("experts_add", new Merge(), inner.Add("dense_output_norm", norm, output), chosen);
        }
    }

    /// <summary>
    /// As Gemma 3; normalised values; four streams of positions of which one goes through a block and the others are predicted and corrected (AltUp);
    /// a projection of low rank beside attention (LAuReL); sparse hidden layers; the last layers share keys and values.
    /// </summary>
    public static Layer Gemma3n(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        const string Scaled = "altup_correct_scale";
        ModelConfig.Refuse(!config.Flag(Scaled, true), Scaled, "a correction without a scale is not supported; it must be true.");
        long layers = config.Layers("num_hidden_layers");
        Normalization norm = Norm(scope);
        IReadOnlyList<double>? sparsity = config.LayerShares("activation_sparsity_pattern");
        MultiHeadAttention usual = Attention(scope);
        long headWidth = usual.KeyWidth!.Value;

        // Of earlier Gemmas.
        config.Ignore("query_pre_attn_scalar", "attn_logit_softcapping");
        var attention = new SharingAttention(scope, Local(scope, usual, headWidth), scope.Rotated(usual, headWidth, 1), hasIdle: true);
        var streams = new AltUp(config, norm);
        long rank = config.OptionalSize("laurel_rank") ?? 64;
        ActivationFunction function = config.Function("hidden_activation", "gelu_pytorch_tanh");
        Layer ids = scope.Words();
        long width = PerLayerInputs.Width(config);
        ModelConfig.Refuse(width == 0, "hidden_size_per_layer_input", "a network without embeddings of each layer is not supported; it must be 1 or more.");
        var own = new PerLayerInputs(scope, ids, width, norm);
        return new DecoderModel(scope, norm, Block)
        {
            Ids = ids,
            ScalesWords = true,
            Entry = embedded => streams.Divide(own.Begin(embedded)),
            Exit = streams.Join,
            OutputCap = config.OrOff(CapKey, 30),
        }.Build();

        Layer Block(Layer layer, long number, BlockScope inner)
        {
            AltUp.Prediction predicted = streams.Predict(layer, inner.Inner("altup"));
            Layer active = streams.Active(predicted.Streams, inner);
            Layer normed = inner.Add(Part + "_norm", norm, active);
            Layer laurel = inner.Add("laurel_right", new Dense(active.OutputShape.Last.Value, UseBias: false), inner.Add("laurel_left", new Dense(rank, UseBias: false), normed));
            laurel = inner.Add("laurel_add", new Merge(), inner.Add("laurel_norm", norm, laurel), normed);
            bool isLocal = config.IsLocal(number) ?? (number + 1) % 5 != 0;
            Layer attended = inner.Add(Part + "_output_norm", norm, attention.On(normed, number, isLocal, inner));
            attended = inner.Add(Part + "_add", new Merge(), active, attended);
            attended = inner.Scaled("laurel_scale", inner.Add("laurel_sum", new Merge(), attended, laurel), 1 / Math.Sqrt(2));
            bool isSparse = sparsity is null ? layers > 10 && number < 10 : sparsity[(int)number] > 0;
            Layer activated = new ResidualBranch(Network, (x, scope) => Feed(x, config.SizeOf("intermediate_size", number) ?? config.Size("intermediate_size"), isSparse, scope.Inner(Network))) { Before = norm, Behind = norm }.On(attended, inner);
            Layer corrected = streams.Correct(predicted, activated, inner.Inner("altup"));
            Layer first = inner.Add("altup_output_scale", new Scale(), streams.Active(corrected, inner.Inner("corrected")));
            return AltUp.AddToRest(corrected, own.Gated(first, number, inner), inner);
        }

        Layer Feed(Layer input, long hidden, bool isSparse, BlockScope inner)
        {
            Layer gate = inner.Add("gate", new Dense(hidden, UseBias: false), input);
            gate = inner.Add("activation", Activation.Define(function), isSparse ? Largest(gate, inner) : gate);
            Layer product = inner.Add("product", new Merge(MergeKind.Multiply), gate, inner.Add("up", new Dense(hidden, UseBias: false), input));
            return inner.Add("down", new Dense(input.OutputShape.Last.Value, UseBias: false), product);
        }
    }

    // What exceeds the mean by a multiple of the standard deviation, so that a known share of normally distributed numbers is 0.
    private static Layer Largest(Layer input, BlockScope inner)
    {
        Layer mean = inner.Add("mean", new Reduction(ReductionKind.Mean, new AxisValues(-1), KeepDimensions: true), input);
        Layer centered = inner.Add("centered", new Merge(MergeKind.Subtract), input, mean);
        Layer deviation = inner.Add("length", new Reduction(ReductionKind.L2, new AxisValues(-1), KeepDimensions: true), centered);
        deviation = inner.Add("deviation", new Pointwise("Rescaling", 1) { IsLinear = true }, deviation);
        return inner.Add("largest", new Activation(ActivationFunction.Relu), inner.Add("excess", new Merge(MergeKind.Subtract), centered, deviation));
    }

    private static Normalization Norm(ModelScope scope) => new(NormalizationKind.Rms, UseCenter: false) { Epsilon = scope.RmsEpsilon() };

    private static MultiHeadAttention Attention(ModelScope scope) => scope.Attention().WithRmsHeads(scope) with
    {
        UseBias = scope.Config.Flag("attention_bias", false),
        NormalizesValues = true,
        Scale = 1,
    };

    private static MultiHeadAttention Local(ModelScope scope, MultiHeadAttention attention, long headWidth) =>
        scope.Rotated(attention, headWidth, 1).Seeing(scope.Window) with { RotaryBase = scope.Config.LocalBase ?? LocalBase, RotaryScaling = null };
}
