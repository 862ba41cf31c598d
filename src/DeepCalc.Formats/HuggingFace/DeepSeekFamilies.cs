namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// DeepSeek from V2 on and its relatives: multi-head latent attention, and experts beside shared ones in all blocks but the first.
/// </summary>
internal static class DeepSeekFamilies
{
    // Of the norms of latents, whatever the file's.
    private const double LatentEpsilon = 1e-6;

    public static ModelFamily[] Families { get; } =
    [
        new("deepseek_v2", "DeepseekV2", V2),
        new("deepseek_v3", "DeepseekV3", V3),
        new("kimi_k2", "DeepseekV3", V3) { OtherPrefix = "KimiK2" },
        new("deepseek_v32", "DeepseekV32", V32),
        new("glm_moe_dsa", "GlmMoeDsa", GlmMoeDsa) { Epsilon = 1e-5 },
        new("glm4_moe_lite", "Glm4MoeLite", Glm4MoeLite) { Epsilon = 1e-5 },
    ];

    /// <summary>
    /// Multi-head latent attention; experts chosen by a softmax, from the best groups where <c>topk_method</c> says so, and shared ones, but in
    /// the first blocks.
    /// </summary>
    public static Layer V2(ModelScope scope)
    {
        const string Groups = "group_limited_greedy";
        ModelConfig config = scope.Config;
        config.RequireText("scoring_func", "softmax");
        bool hasGroups = config.RequireText("topk_method", "greedy", Groups) == Groups;
        config.Ignore("n_group", "topk_group");
        FeedForwardBlock experts = scope.Experts(config.Size("n_routed_experts"));
        experts = experts with
        {
            ExpertGroups = hasGroups ? config.Size("n_group") : 1,
            ActiveExpertGroups = hasGroups ? config.Size("topk_group") : null,
            ShareScale = config.Number("routed_scaling_factor") ?? 1,
            SharedHidden = scope.SharedHidden(experts.Hidden, "n_shared_experts", 2),
        };
        MultiHeadLatentAttention attention = LatentAttention(scope) with { Scale = null };
        return scope.ExpertDecoder(_ => attention, experts, dense: 0);
    }

    /// <summary>
    /// Multi-head latent attention; experts chosen by sigmoids and a bias of each, from the best groups, and a shared one, but in the first
    /// blocks.
    /// </summary>
    public static Layer V3(ModelScope scope) => Usual(scope, LatentAttention(scope));

    /// <summary>As DeepSeek-V3, with a sparse indexer that chooses the keys that a query attends to.</summary>
    public static Layer V32(ModelScope scope) => Usual(scope, Indexed(scope, 64));

    /// <summary>As DeepSeek-V3.2; in some blocks, a query attends to the keys that the indexer of an earlier block chose.</summary>
    public static Layer GlmMoeDsa(ModelScope scope)
    {
        const string Own = "full";
        const string Pattern = "index_topk_pattern";
        ModelConfig config = scope.Config;
        MultiHeadLatentAttention own = Indexed(scope, 32);
        MultiHeadLatentAttention shared = own with { Indexer = null, ChosenKeys = own.Indexer!.Keys };
        IReadOnlyList<string>? kinds = config.Kinds("indexer_types", Own, "shared");
        ModelConfig.Refuse(kinds is null && config.Has(Pattern), Pattern, "it is not supported; give the list indexer_types.");
        ModelConfig.Refuse(kinds is not null && kinds[0] != Own, "indexer_types", "the first layer has no keys of an earlier one; it must be full.");
        long period = Math.Max(config.Count("index_topk_freq", 1), 1);
        long offset = config.Count("index_skip_topk_offset", 2);
        return scope.ExpertDecoder(layer => HasOwn(layer) ? own : shared, scope.BalancedExperts(), dense: 3);

        bool HasOwn(long layer) => kinds is null ? Math.Max(layer - offset + 1, 0) % period == 0 : kinds[(int)layer] == Own;
    }

    /// <summary>As DeepSeek-V3; only the first block has no experts, unless the file lists others.</summary>
    public static Layer Glm4MoeLite(ModelScope scope)
    {
        MultiHeadLatentAttention attention = LatentAttention(scope);
        return scope.ExpertDecoder(_ => attention, scope.BalancedExperts(), dense: 1);
    }

    /// <summary>Multi-head latent attention by the settings of a file.</summary>
    public static MultiHeadLatentAttention LatentAttention(ModelScope scope)
    {
        ModelConfig config = scope.Config;

        // The classes derive the width from others.
        config.Ignore("head_dim");
        long keyWidth = config.Size("qk_nope_head_dim");
        long rotaryWidth = config.Size("qk_rope_head_dim");
        RotaryScaling? scaling = config.RotaryScaling;
        return new MultiHeadLatentAttention
        {
            Heads = config.Size("num_attention_heads"),
            LatentWidth = config.Size("kv_lora_rank"),
            KeyWidth = keyWidth,
            RotaryWidth = rotaryWidth,
            ValueWidth = config.Size("v_head_dim"),
            QueryLatentWidth = config.HasKey("q_lora_rank") ? config.OptionalSize("q_lora_rank") : config.Size("q_lora_rank"),
            UseBias = config.Flag("attention_bias", false),
            IsCausal = true,
            Epsilon = LatentEpsilon,
            Dropout = config.Number("attention_dropout") ?? 0,
            RotaryBase = config.Number("rope_theta") ?? scope.Family.RotaryBase,
            RotaryScaling = scaling,
            Scale = ScoreScale(scaling, keyWidth + rotaryWidth),
        };
    }

    private static Layer Usual(ModelScope scope, MultiHeadLatentAttention attention) => scope.ExpertDecoder(_ => attention, scope.BalancedExperts(), dense: 3);

    private static MultiHeadLatentAttention Indexed(ModelScope scope, long heads)
    {
        ModelConfig config = scope.Config;
        _ = config.Kinds("layer_types", "deepseek_sparse_attention");
        return LatentAttention(scope) with
        {
            Indexer = new SparseIndexer(
                config.OptionalSize("index_n_heads") ?? heads, config.OptionalSize("index_head_dim") ?? 128, config.OptionalSize("index_topk") ?? 2048),
        };
    }

    // The scaling of positions also multiplies the scores by the square of 0.1·m·ln(s) + 1.
    private static double? ScoreScale(RotaryScaling? scaling, long width)
    {
        if (scaling?.Constants?["mscale_all_dim"] is not [not 0 and var share, ..] || scaling.Constants["factor"] is not [> 1 and var factor, ..])
        {
            return null;
        }

        double scale = (0.1 * share * Math.Log(factor)) + 1;
        return scale * scale / Math.Sqrt(width);
    }
}
