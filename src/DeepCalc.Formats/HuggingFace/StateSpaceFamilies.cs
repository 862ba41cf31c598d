namespace DeepCalc.Formats.HuggingFace;

/// <summary>Mamba, and hybrids of Mamba and attention.</summary>
internal static class StateSpaceFamilies
{
    private const string Attention = "attention";
    private const string Backbone = "backbone";

    public static ModelFamily[] Families { get; } =
    [
        new("mamba", "Mamba", Mamba) { IsTied = true },
        new("mamba2", "Mamba2", MambaTwo),
        new("falcon_mamba", "FalconMamba", FalconMamba) { IsTied = true },
        new("jamba", "Jamba", Jamba) { KeyValueHeads = 8, PaddingToken = 0 },
        new("bamba", "Bamba", Bamba) { KeyValueHeads = 8, PaddingToken = 0, Epsilon = 1e-5, RotaryShare = 0.5 },
        new("falcon_h1", "FalconH1", FalconH1) { KeyValueHeads = 8, PaddingToken = 0, Epsilon = 1e-5 },
    ];

    /// <summary>Blocks of RMS normalisation and a Mamba layer.</summary>
    public static Layer Mamba(ModelScope scope) => Blocks(scope, Selective(scope));

    /// <summary>As Mamba; what the time steps are projected from, B and C are normalised, without scales.</summary>
    public static Layer FalconMamba(ModelScope scope) => Blocks(scope, Selective(scope) with { NormalizesSelection = true, UseSelectionScale = false });

    /// <summary>Blocks of RMS normalisation and a Mamba-2 layer.</summary>
    public static Layer MambaTwo(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long heads = config.Size("num_heads");
        long headWidth = config.OptionalSize("head_dim") ?? 64;
        long inner = config.Size("hidden_size") * (config.OptionalSize("expand") ?? 2);

        // Of Mamba alone.
        config.Ignore("time_step_rank");
        ModelConfig.Refuse(heads * headWidth != inner, "num_heads", $"{heads} heads of {headWidth} must be the {inner} inner features, expand times hidden_size.");
        return Blocks(scope, new Mamba2(heads)
        {
            HeadWidth = headWidth,
            StateSize = config.OptionalSize("state_size") ?? 128,
            Groups = config.OptionalSize("n_groups") ?? 8,
            Kernel = config.OptionalSize("conv_kernel") ?? 4,
            Chunk = config.OptionalSize("chunk_size") ?? 256,
            UseBias = config.Flag("use_bias", false),
            UseConvolutionBias = config.Flag("use_conv_bias", true),
        });
    }

    /// <summary>
    /// Mamba layers with a normalised selection, and attention without positions in every <c>attn_layer_period</c>-th block; experts in every
    /// <c>expert_layer_period</c>-th.
    /// </summary>
    public static Layer Jamba(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = scope.Attention() with { UseRotary = false, RotaryWidth = null };
        long width = config.Size("hidden_size");
        var mamba = new Mamba(config.OptionalSize("mamba_d_state") ?? 16)
        {
            InnerWidth = width * (config.OptionalSize("mamba_expand") ?? 2),
            TimeStepRank = config.SizeOrAuto("mamba_dt_rank"),
            Kernel = config.OptionalSize("mamba_d_conv") ?? 4,
            UseBias = config.Flag("mamba_proj_bias", false),
            UseConvolutionBias = config.Flag("mamba_conv_bias", true),
            NormalizesSelection = true,
        };
        long count = config.OptionalSize("num_experts") ?? 16;
        FeedForwardBlock network = scope.Network();
        long active = config.Count("num_experts_per_tok", 2);
        FeedForwardBlock experts = count == 1 ? network : network with { Experts = count, ActiveExperts = active };
        Func<long, bool> attends = Every("attn_layer_period", 8, "attn_layer_offset", 4);
        Func<long, bool> hasExperts = Every("expert_layer_period", 2, "expert_layer_offset", 1);
        return new DecoderModel(scope, layer => scope.RmsBlock(attends(layer) ? attention : mamba, hasExperts(layer) ? experts : network))
        {
            NormName = "model.final_layernorm",
        }.Build();

        Func<long, bool> Every(string periodKey, long usualPeriod, string offsetKey, long usualOffset)
        {
            long period = config.OptionalSize(periodKey) ?? usualPeriod;
            long offset = config.Count(offsetKey, usualOffset);
            return layer => layer % period == offset;
        }
    }

    /// <summary>Mamba-2 layers, and attention in the blocks of <c>attn_layer_indices</c>; a gated feed-forward network in each.</summary>
    public static Layer Bamba(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        IReadOnlySet<long> attends = config.Numbers("attn_layer_indices");

        // The class sets the share of rotary positions itself.
        config.Ignore("attn_rotary_emb");
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };
        FeedForwardBlock network = scope.Network() with { UseBias = config.Flag("mlp_bias", false) };
        Mamba2 mamba = Mamba2(scope);
        return new DecoderModel(scope, layer => scope.RmsBlock(attends.Contains(layer) ? attention : mamba, network))
        {
            NormName = "model.final_layernorm",
        }.Build();
    }

    /// <summary>Mamba-2 and attention side by side in each block, whose outputs are added, then a gated feed-forward network; factors of all parts.</summary>
    public static Layer FalconH1(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        bool outputBias = config.Flag("projectors_bias", false);
        ModelConfig.Refuse(
            outputBias != config.Flag("mamba_proj_bias", false), "projectors_bias", "it must be equal to mamba_proj_bias; a bias of only one projection is not supported.");
        IReadOnlyList<double> mlpFactors = config.Factors("mlp_multipliers", 2);
        IReadOnlyList<double> factors = config.Factors("ssm_multipliers", 5);
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };

        // The factor of the keys is one of the scores.
        double keyFactor = config.Number("key_multiplier") ?? 1;
        long headWidth = attention.KeyWidth ?? config.Size("hidden_size") / attention.Heads;
        attention = keyFactor == 1 ? attention : attention with { Scale = keyFactor / Math.Sqrt(headWidth) };
        Mamba2 mamba = Mamba2(scope) with
        {
            UseNorm = config.Flag("mamba_rms_norm", false),
            ScalesProjection = factors.Any(factor => factor != 1),
        };
        FeedForwardBlock network = scope.Network() with { UseBias = config.Flag("mlp_bias", false), GateScale = mlpFactors[0] };
        Normalization norm = scope.RmsBlock(attention, network).Normalizer;
        var mixers = new ResidualBranch("mixers", Mix) { Before = norm };
        var feedForward = new ResidualBranch("feed_forward", (x, inner) => network.On(x, inner.Inner("feed_forward"))) { Before = norm, Scale = mlpFactors[1] };
        return new DecoderModel(scope, norm, (layer, _, inner) => feedForward.On(mixers.On(layer, inner), inner))
        {
            WordsScale = config.Number("embedding_multiplier"),
            OutputScale = config.Number("lm_head_multiplier"),
            NormName = "model.final_layernorm",
        }.Build();

        Layer Mix(Layer input, BlockScope inner)
        {
            Layer mixed = inner.Add("mamba", mamba, inner.Scaled("mamba_input_scale", input, config.Number("ssm_in_multiplier")));
            mixed = inner.Scaled("mamba_scale", mixed, config.Number("ssm_out_multiplier"));
            Layer attended = inner.Add(Attention, attention, inner.Scaled("attention_input_scale", input, config.Number("attention_in_multiplier")));
            attended = inner.Scaled("attention_scale", attended, config.Number("attention_out_multiplier"));
            return inner.Add("mixers_sum", new Merge(), mixed, attended);
        }
    }

    /// <summary>The Mamba-2 layer of a hybrid.</summary>
    public static Mamba2 Mamba2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long heads = config.Size("mamba_n_heads");
        long? width = config.SizeOrAuto("mamba_d_head");
        long expanded = config.Size("hidden_size") * (config.OptionalSize("mamba_expand") ?? 2);
        long inner = config.OptionalSize("mamba_d_ssm") ?? expanded;
        ModelConfig.Refuse(
            inner % heads != 0 || (width ?? inner / heads) * heads != inner, "mamba_d_head", $"{heads} heads of {width ?? inner / heads} must be the {inner} inner features.");
        return new Mamba2(heads)
        {
            HeadWidth = inner / heads,
            StateSize = config.OptionalSize("mamba_d_state") ?? 256,
            Groups = config.OptionalSize("mamba_n_groups") ?? 1,
            Kernel = config.OptionalSize("mamba_d_conv") ?? 4,
            Chunk = config.OptionalSize("mamba_chunk_size") ?? 256,
            UseBias = config.Flag("mamba_proj_bias", false),
            UseConvolutionBias = config.Flag("mamba_conv_bias", true),
        };
    }

    private static Mamba Selective(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long width = config.Size("hidden_size");
        return new Mamba(config.OptionalSize("state_size") ?? 16)
        {
            InnerWidth = config.OptionalSize("intermediate_size") ?? width * (config.OptionalSize("expand") ?? 2),
            TimeStepRank = config.SizeOrAuto("time_step_rank"),
            Kernel = config.OptionalSize("conv_kernel") ?? 4,
            UseBias = config.Flag("use_bias", false),
            UseConvolutionBias = config.Flag("use_conv_bias", true),
        };
    }

    private static Layer Blocks(ModelScope scope, LayerDefinition mixer)
    {
        var block = new TransformerBlock
        {
            Attention = mixer,
            FeedForward = null,
            Normalization = NormalizationKind.Rms,
            IsPreNorm = true,
            Epsilon = scope.Config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WordsName = Backbone + ".embeddings",
            BlocksName = Backbone + ".layers",
            NormName = Backbone + ".norm_f",
        }.Build();
    }
}
