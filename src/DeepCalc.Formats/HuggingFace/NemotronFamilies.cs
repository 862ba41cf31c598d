namespace DeepCalc.Formats.HuggingFace;

/// <summary>Nemotron: squared ReLU; blocks of one branch; and blocks found by a search.</summary>
internal static class NemotronFamilies
{
    private const string Attention = "attention";
    private const string Network = "mlp";
    private const string Experts = "moe";
    private const string State = "mamba";
    private const string KindsKey = "layers_block_type";
    private const string PatternKey = "hybrid_override_pattern";

    public static ModelFamily[] Families { get; } =
    [
        new("nemotron", "Nemotron", Nemotron) { RotaryShare = 0.5 },
        new("nemotron_h", "NemotronH", NemotronH) { KeyValueHeads = 8, PaddingToken = 0 },
        new("nemotron-nas", "DeciLM", NemotronNas) { Epsilon = 1e-5 },
    ];

    /// <summary>
    /// Layer normalisation before, rotary positions on half of each head, grouped queries, a feed-forward network of squared ReLU without a
    /// gate, no biases of projections.
    /// </summary>
    public static Layer Nemotron(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        return scope.Decoder(new TransformerBlock
        {
            Attention = scope.Attention() with { UseBias = config.Flag("attention_bias", false) },
            FeedForward = config.Network("relu2") with { UseBias = config.Flag("mlp_bias", false) },
            IsPreNorm = true,
            ScalesAroundOne = true,
            Epsilon = config.Epsilon("norm_eps", 1e-5),
        });
    }

    /// <summary>
    /// Blocks of one branch each: Mamba-2, attention without positions, a feed-forward network without a gate, or experts as in DeepSeek-V3,
    /// perhaps of a narrower width.
    /// </summary>
    public static Layer NemotronH(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        IReadOnlyList<string> kinds = Kinds(config);
        var blocks = new Dictionary<string, TransformerBlock>(StringComparer.Ordinal);
        foreach (string kind in kinds.Distinct())
        {
            blocks[kind] = (kind switch
            {
                State or "linear_attention" => scope.RmsBlock(Mamba(config), null),
                Attention or "full_attention" => scope.RmsBlock(Unrotated(scope), null),
                Network => scope.RmsBlock(null, Simple(config)),
                _ => scope.RmsBlock(null, ExpertsOf(scope)),
            }) with
            { Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5) };
        }

        // Files keep settings of blocks that they do not have, and of positions that the class does not have.
        config.Ignore(
            "head_dim", "attention_head_dim", "num_key_value_heads", "attention_bias", "partial_rotary_factor", "mlp_bias", "use_bias", "use_conv_bias", "time_step_rank",
            "n_routed_experts", "n_shared_experts", "moe_latent_size", "num_experts_per_tok", "moe_intermediate_size", "moe_shared_expert_intermediate_size", "n_group", "topk_group",
            "routed_scaling_factor", "mamba_num_heads", "mamba_head_dim", "ssm_state_size");
        return new DecoderModel(scope, layer => blocks[kinds[(int)layer]])
        {
            Count = kinds.Count,
            WordsName = "backbone.embeddings",
            BlocksName = "backbone.layers",
            NormName = "backbone.norm_f",
        }.Build();
    }

    /// <summary>
    /// As Llama; by <c>block_configs</c>, each block has groups of heads and a width of its own, no attention, no feed-forward network, or a
    /// matrix in its place.
    /// </summary>
    public static Layer NemotronNas(ModelScope scope)
    {
        const string BlocksKey = "block_configs";
        ModelConfig config = scope.Config;
        IReadOnlyList<ModelConfig> blocks = config.Items(BlocksKey)
            ?? throw new DeepCalcException(ErrorCode.InvalidSetting, $"{BlocksKey} is missing; the family {config.ModelType} needs it.");
        long width = config.Size("hidden_size");
        var matrix = new Dense(width, UseBias: false);
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };
        var network = new FeedForwardBlock
        {
            Hidden = width,
            Function = config.Function("hidden_act", "silu"),
            IsGated = true,
            UseBias = config.Flag("mlp_bias", false),
        };
        Normalization norm = scope.RmsBlock(attention, null).Normalizer;
        return new DecoderModel(scope, norm, Block).Build();

        Layer Block(Layer input, long number, BlockScope inner)
        {
            ModelConfig block = blocks[(int)number];
            ModelConfig own = block.Inner(Attention, config.ModelType);
            Layer layer = own.Flag("no_op", false) ? input : Branch(Attention, (x, at) => at.Add(Attention, own.Flag("replace_with_linear", false) ? matrix : Grouped(own), x)).On(input, inner);
            ModelConfig ffn = block.Inner("ffn", config.ModelType);
            const string Part = "feed_forward";
            return ffn.Flag("no_op", false) ? layer
                : ffn.Flag("replace_with_linear", false) ? Branch(Part, (x, at) => at.Add(Part, matrix, x)).On(layer, inner)
                : Branch(Part, (x, at) => (network with { Hidden = Hidden(ffn) }).On(x, at.Inner(Part))).On(layer, inner);
        }

        ResidualBranch Branch(string name, Func<Layer, BlockScope, Layer> layers) => new(name, layers) { Before = norm };

        MultiHeadAttention Grouped(ModelConfig own)
        {
            long group = own.Size("n_heads_in_group");
            ModelConfig.Refuse(attention.Heads % group != 0, "n_heads_in_group", $"{group} must divide the {attention.Heads} heads.");
            return attention with { KeyValueHeads = attention.Heads / group };
        }

        // Two thirds of a multiple of the width, rounded up to a multiple of 256.
        long Hidden(ModelConfig ffn) => ffn.OptionalSize("intermediate_size") ?? (long)Math.Ceiling(
            Math.Truncate(2 * (ffn.Number("ffn_mult") ?? throw new DeepCalcException(ErrorCode.InvalidSetting, "ffn_mult is missing in block_configs.")) * width / 3) / 256) * 256;
    }

    private static IReadOnlyList<string> Kinds(ModelConfig config)
    {
        IReadOnlyList<string>? listed = config.Names(config.Named(KindsKey, "layer_types"), State, "linear_attention", Attention, "full_attention", Experts, Network);
        string? pattern = config.Text(PatternKey);
        IReadOnlyList<string> kinds = listed ?? [.. (pattern ?? throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"{KindsKey} is missing; the family {config.ModelType} needs it.")).Select(letter => letter switch
        {
            'M' => State,
            'E' => Experts,
            '*' => Attention,
            '-' => Network,
            _ => throw new DeepCalcException(ErrorCode.LayerUnknown, $"{PatternKey} has the block {Quoted.Cut(letter.ToString())}, which is not supported; valid are M, E, * and -."),
        })];
        DeepCalcException.ThrowIf(
            kinds.Count is 0 or > (int)ModelConfig.MostLayers, ErrorCode.FileTooLarge, $"the file has {kinds.Count} layers; from 1 to {ModelConfig.MostLayers} are read.");
        DeepCalcException.ThrowIf(
            config.Has("num_hidden_layers") && config.Layers("num_hidden_layers") != kinds.Count, ErrorCode.InvalidSetting,
            $"num_hidden_layers is not the number of layers in {(listed is null ? PatternKey : KindsKey)}, {kinds.Count}; it must be equal.");
        return kinds;
    }

    private static Mamba2 Mamba(ModelConfig config) => new(config.Size("mamba_num_heads"))
    {
        HeadWidth = config.Size("mamba_head_dim"),
        StateSize = config.Size("ssm_state_size"),
        Groups = config.Size(config.Named("n_groups", "mamba_n_groups")),
        Kernel = config.OptionalSize(config.Named("conv_kernel", "mamba_d_conv")) ?? 4,
        Chunk = config.OptionalSize(config.Named("chunk_size", "mamba_chunk_size")) ?? 128,
        UseBias = config.Flag("use_bias", false),
        UseConvolutionBias = config.Flag(config.Named("use_conv_bias", "mamba_conv_bias"), true),
        StateType = config.TypeOf("mamba_ssm_cache_dtype"),
    };

    private static MultiHeadAttention Unrotated(ModelScope scope) => scope.Attention() with
    {
        KeyWidth = scope.Config.OptionalSize(scope.Config.Named("head_dim", "attention_head_dim")) ?? 128,
        UseBias = scope.Config.Flag("attention_bias", false),
        UseRotary = false,
        RotaryWidth = null,
        RotaryScaling = null,
    };

    private static FeedForwardBlock Simple(ModelConfig config) => config.Network("relu2", key: "mlp_hidden_act") with { UseBias = config.Flag("mlp_bias", false) };

    private static FeedForwardBlock ExpertsOf(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig.Refuse(config.Flag("mlp_bias", false), "mlp_bias", "experts with biases are not supported; it must be false.");
        return scope.BalancedExperts() with
        {
            Function = config.Function("mlp_hidden_act", "relu2"),
            IsGated = false,
            ExpertWidth = config.OptionalSize("moe_latent_size"),
            SharedHidden = config.Size("moe_shared_expert_intermediate_size"),
        };
    }
}
