namespace DeepCalc.Formats.HuggingFace;

/// <summary>MiniMax-M2 and M3: as Mixtral, with normalised queries and keys; M3 attends to the best blocks of keys.</summary>
internal static class MiniMaxFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("minimax_m2", "MiniMaxM2", MiniMaxM2) { KeyValueHeads = 8, HeadWidth = 128, RotaryBase = 5e6 },
        new("minimax_m3", "MiniMaxM3", MiniMaxM3) { OtherPrefix = "MiniMaxM3Sparse", KeyValueHeads = 4, HeadWidth = 128, RotaryBase = 5e6 },
        new("minimax_m3_vl_text", "MiniMaxM3VLText", MiniMaxM3) { OtherPrefix = "MiniMaxM3Sparse", KeyValueHeads = 4, HeadWidth = 128, RotaryBase = 5e6 },
    ];

    /// <summary>
    /// As Mixtral, with queries and keys normalised over all heads, rotary positions on <c>rotary_dim</c> features of each head, and experts
    /// chosen by sigmoids and a bias of each.
    /// </summary>
    public static Layer MiniMaxM2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        const string Kinds = "attn_type_list";
        ModelConfig.Refuse(config.PerLayer(Kinds)?.Any(kind => kind != 1) ?? false, Kinds, "only attention to all positions (1) is supported.");
        ModelConfig.Refuse(!config.Flag("use_qk_norm", true), "use_qk_norm", "the class has no network without it; it must be true.");
        config.RequireText("qk_norm_type", "per_layer");
        config.RequireText("scoring_func", "sigmoid");
        MultiHeadAttention attention = scope.Attention().WithRmsHeads(scope) with { NormalizesAllHeads = true };
        return scope.Decoder(scope.RmsBlock(Rotated(scope, attention), Experts(scope)));
    }

    /// <summary>
    /// As MiniMax-M2, with heads that are normalised each by itself, SwiGLU as in gpt-oss, a shared expert, and first blocks without experts; in
    /// most blocks an indexer chooses the blocks of keys that a query attends to.
    /// </summary>
    public static Layer MiniMaxM3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        const string Shared = "n_shared_experts";
        ModelConfig.Refuse(!config.Flag("use_qk_norm", true), "use_qk_norm", "the class has no network without it; it must be true.");
        config.RequireText("qk_norm_type", "per_head");
        config.RequireText("scoring_func", "sigmoid");
        config.RequireText("hidden_act", "swigluoai");
        bool isAroundOne = config.Flag("use_gemma_norm", true);
        MultiHeadAttention attention = Rotated(scope, scope.Attention().WithRmsHeads(scope) with { HeadScalesAroundOne = isAroundOne });
        IReadOnlyList<long>? hasExperts = config.PerLayer("moe_layer_freq");
        long first = config.Count("first_k_dense_replace", 0);
        ModelConfig.Refuse(config.Count(Shared, 1) > 1, Shared, "more than one shared expert is not supported.");
        FeedForwardBlock experts = Experts(scope) with
        {
            ShareScale = config.Number("routed_scaling_factor") ?? 1,
            SharedHidden = config.Count(Shared, 1) == 0 ? null : config.Size("shared_intermediate_size"),
        };
        ModelConfig.Refuse(
            config.OptionalSize("moe_intermediate_size") is { } size && size != experts.Hidden, "moe_intermediate_size", $"the class reads intermediate_size; it must be {experts.Hidden}.");
        FeedForwardBlock network = experts with { Hidden = config.OptionalSize("dense_intermediate_size") ?? experts.Hidden, Experts = null, SharedHidden = null };
        Func<long, bool> isSparse = Sparse(config, out BlockIndexer? indexer);
        MultiHeadAttention sparse = attention with { Indexer = indexer };
        return scope.Decoder(layer => scope.RmsBlock(isSparse(layer) ? sparse : attention, HasExperts(layer) ? experts : network) with { ScalesAroundOne = isAroundOne });

        bool HasExperts(long layer) => hasExperts is null ? layer >= first : hasExperts[(int)layer] != 0;
    }

    // Which blocks have the indexer, and the indexer.
    private static Func<long, bool> Sparse(ModelConfig config, out BlockIndexer? indexer)
    {
        const string Key = "sparse_attention_config";
        const string Values = "sparse_disable_index_value";
        indexer = null;
        if (!config.Has(Key))
        {
            return _ => false;
        }

        ModelConfig sparse = config.Inner(Key, config.ModelType);
        long layers = config.Layers("num_hidden_layers");
        if (sparse.PerLayer("sparse_attention_freq", layers) is not { } blocks || !sparse.Flag("use_sparse_attention", true))
        {
            return _ => false;
        }

        indexer = new BlockIndexer(
            sparse.Size("sparse_num_index_heads"), sparse.Size("sparse_index_dim"), sparse.Size("sparse_block_size"), sparse.Size("sparse_topk_blocks"));
        IReadOnlyList<long>? hasNoValues = sparse.PerLayer(Values, layers);
        ModelConfig.Refuse(
            blocks.Where((block, layer) => block != 0 && (hasNoValues is null || hasNoValues[layer] == 0)).Any(), Values,
            "an indexer with values of its own is not supported; it must be 1 for each block with sparse attention.");
        return layer => blocks[(int)layer] != 0;
    }

    private static MultiHeadAttention Rotated(ModelScope scope, MultiHeadAttention attention)
    {
        long rotated = scope.Config.OptionalSize("rotary_dim") ?? attention.RotaryWidth ?? attention.KeyWidth!.Value;
        return attention with { RotaryWidth = rotated < attention.KeyWidth ? rotated : null };
    }

    private static FeedForwardBlock Experts(ModelScope scope) => scope.Network() with
    {
        Experts = scope.Config.Size(scope.Config.Named("num_local_experts", "num_experts")),
        ActiveExperts = scope.Config.Size("num_experts_per_tok"),
        RouterFunction = ActivationFunction.Sigmoid,
        UseSelectionBias = scope.Config.Flag("use_routing_bias", true),
        NormalizesShares = true,
    };
}
