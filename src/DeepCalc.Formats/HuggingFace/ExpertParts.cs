namespace DeepCalc.Formats.HuggingFace;

/// <summary>The experts of decoders by the settings of a file, and the blocks that have them.</summary>
internal static class ExpertParts
{
    private const string Dense = "dense";
    private const string Sparse = "sparse";

    /// <summary>
    /// Experts as in DeepSeek-V3: those with the highest sigmoids of the router's numbers, with a bias for each expert, among the best groups;
    /// beside shared ones.
    /// </summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="shared">The number of shared experts if the file has no such setting.</param>
    public static FeedForwardBlock BalancedExperts(this ModelScope scope, long shared = 1)
    {
        ModelConfig config = scope.Config;
        config.RequireText(config.Named("scoring_func", "moe_router_activation_func"), "sigmoid");
        config.RequireText("topk_method", "noaux_tc");
        long groups = config.OptionalSize(config.Named("n_group", "num_expert_group")) ?? 1;
        long? activeGroups = config.OptionalSize("topk_group");
        FeedForwardBlock experts = config.Network("silu", isGated: true, hiddenKey: "moe_intermediate_size");
        return experts with
        {
            Experts = config.Size(config.Named("n_routed_experts", "num_local_experts", "num_experts")),
            ActiveExperts = config.Size(config.Named("num_experts_per_tok", "num_experts_per_token")),
            RouterFunction = ActivationFunction.Sigmoid,
            UseSelectionBias = true,
            ExpertGroups = groups,
            ActiveExpertGroups = groups == 1 ? null : activeGroups,
            NormalizesShares = config.Flag(config.Named("norm_topk_prob", "moe_renormalize"), true),
            ShareScale = config.Number("routed_scaling_factor") ?? 1,
            SharedHidden = scope.SharedHidden(experts.Hidden, config.Named("n_shared_experts", "num_shared_experts"), shared),
        };
    }

    /// <summary>The hidden width of shared experts together; null if there are none.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="hidden">That of each.</param>
    /// <param name="key">The setting for their number, which null or 0 turns off.</param>
    /// <param name="otherwise">Their number if the file has no such setting.</param>
    public static long? SharedHidden(this ModelScope scope, long hidden, string key, long otherwise) =>
        (scope.Config.HasKey(key) ? scope.Config.Count(key, 0) : otherwise) is var count && count == 0 ? null : checked(count * hidden);

    /// <summary>A decoder of which some blocks have a single feed-forward network, usually the first ones, and the others experts.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="attention">Makes the attention of the block with a number, from 0.</param>
    /// <param name="experts">The experts.</param>
    /// <param name="dense">The number of first blocks without experts if the file has no such setting.</param>
    public static Layer ExpertDecoder(this ModelScope scope, Func<long, LayerDefinition> attention, FeedForwardBlock experts, long dense)
    {
        Func<long, bool> isDense = scope.IsDense(dense);
        FeedForwardBlock? network = null;
        return scope.Decoder(layer => scope.RmsBlock(attention(layer), isDense(layer) ? network ??= scope.Network() : experts));
    }

    /// <summary>Whether the block with a number has no experts.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="dense">The number of first blocks without experts if the file has no such setting.</param>
    public static Func<long, bool> IsDense(this ModelScope scope, long dense)
    {
        IReadOnlyList<string>? kinds = scope.Config.Kinds("mlp_layer_types", Dense, Sparse);
        long first = scope.Config.Count("first_k_dense_replace", dense);
        return layer => kinds is null ? layer < first : kinds[(int)layer] == Dense;
    }
}
