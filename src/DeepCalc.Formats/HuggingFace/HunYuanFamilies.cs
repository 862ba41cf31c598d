namespace DeepCalc.Formats.HuggingFace;

/// <summary>HunYuan: as Llama, with normalised queries and keys.</summary>
internal static class HunYuanFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("hunyuan_v1_dense", "HunYuanDenseV1", HunYuan) { Epsilon = 1e-5, PaddingToken = 0 },
        new("hunyuan_v1_moe", "HunYuanMoEV1", HunYuanMoe) { Epsilon = 1e-5, PaddingToken = 0 },
    ];

    /// <summary>As Llama, with normalised queries and keys.</summary>
    public static Layer HunYuan(ModelScope scope) => scope.Decoder(scope.RmsBlock(Attention(scope), scope.Network()));

    /// <summary>As HunYuan, with experts beside a shared one in each block.</summary>
    public static Layer HunYuanMoe(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = Attention(scope);
        FeedForwardBlock network = scope.Network();
        return scope.Decoder(layer => scope.RmsBlock(attention, Experts(layer)));

        FeedForwardBlock Experts(long layer)
        {
            RequireUsual("moe_intermediate_size", network.Hidden);
            RequireUsual("num_shared_expert", 1);
            return network with
            {
                Experts = config.SizeOf("num_experts", layer) ?? config.Size("num_experts"),
                ActiveExperts = config.SizeOf("moe_topk", layer) ?? 1,
                NormalizesShares = true,
                SharedHidden = network.Hidden,
            };

            void RequireUsual(string key, long usual) => ModelConfig.Refuse(
                config.SizeOf(key, layer) is { } size && size != usual, key, $"the class has only one width of experts and one shared expert; it must be {usual}.");
        }
    }

    private static MultiHeadAttention Attention(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig.Refuse(!config.Flag("use_qk_norm", true), "use_qk_norm", "the class has no network without it; it must be true.");

        // Another name of head_dim.
        MultiHeadAttention attention = scope.Attention();
        long width = attention.KeyWidth ?? config.Size("hidden_size") / attention.Heads;
        ModelConfig.Refuse(
            config.OptionalSize("attention_head_dim") is { } other && other != width, "attention_head_dim", $"the class reads head_dim; it must be {width}.");
        return attention.WithRmsHeads(scope) with { UseBias = config.Flag("attention_bias", false) };
    }
}
