namespace DeepCalc.Formats.HuggingFace;

/// <summary>Granite: as Llama, with factors of embeddings, scores, branches and outputs.</summary>
internal static class GraniteFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("granite", "Granite", Granite),
        new("granitemoe", "GraniteMoe", GraniteMoe),
        new("granitemoeshared", "GraniteMoeShared", GraniteMoeShared),
        new("granitemoehybrid", "GraniteMoeHybrid", GraniteMoeHybrid),
    ];

    /// <summary>As Llama, with factors of embeddings, scores, branches and outputs.</summary>
    public static Layer Granite(ModelScope scope)
    {
        FeedForwardBlock network = scope.Network() with { UseBias = scope.Config.Flag("mlp_bias", false) };
        MultiHeadAttention attention = Attention(scope);
        return Decoder(scope, _ => Block(scope, attention, network));
    }

    /// <summary>As Granite, with experts.</summary>
    public static Layer GraniteMoe(ModelScope scope)
    {
        FeedForwardBlock experts = Experts(scope, scope.Config.Size("num_local_experts"));
        MultiHeadAttention attention = Attention(scope);
        return Decoder(scope, _ => Block(scope, attention, experts));
    }

    /// <summary>As Granite, with experts and a shared one.</summary>
    public static Layer GraniteMoeShared(ModelScope scope)
    {
        FeedForwardBlock experts = Experts(scope, scope.Config.Size("num_local_experts"));
        long shared = scope.Config.Count("shared_intermediate_size", 0);
        MultiHeadAttention attention = Attention(scope);
        return Decoder(scope, _ => Block(scope, attention, experts with { SharedHidden = shared == 0 ? null : shared }));
    }

    /// <summary>
    /// As Granite, with Mamba-2 in place of attention in the layers that <c>layer_types</c> names, experts and a shared one, or the latter alone.
    /// </summary>
    public static Layer GraniteMoeHybrid(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        IReadOnlyList<string>? kinds = config.Kinds("layer_types", "mamba", "attention");
        MultiHeadAttention attention = Attention(scope);

        // Without rotary positions, attention has none.
        attention = config.Text("position_embedding_type") == "rope" ? attention : attention with { UseRotary = false, RotaryWidth = null };
        Mamba2? mamba = kinds?.Contains("mamba") ?? true ? StateSpaceFamilies.Mamba2(scope) : WithoutMamba(config);
        long shared = config.Size("shared_intermediate_size");
        long experts = config.Count("num_local_experts", 8);

        // Without experts, none of them is chosen.
        config.Ignore("num_experts_per_tok");
        FeedForwardBlock network = experts == 0
            ? scope.Config.Network("silu", isGated: true, hiddenKey: "shared_intermediate_size")
            : Experts(scope, experts) with { SharedHidden = shared };
        return Decoder(scope, layer => Block(scope, kinds?[(int)layer] == "attention" ? attention : mamba!, network));
    }

    // The files have the settings of Mamba-2 nevertheless.
    private static Mamba2? WithoutMamba(ModelConfig config)
    {
        config.Ignore("mamba_n_heads", "mamba_n_groups", "mamba_d_state", "mamba_d_head", "mamba_d_conv", "mamba_expand", "mamba_conv_bias", "mamba_proj_bias");
        return null;
    }

    private static Layer Decoder(ModelScope scope, Func<long, TransformerBlock> block) => new DecoderModel(scope, block)
    {
        WordsScale = scope.Config.Number("embedding_multiplier"),
        OutputScale = 1 / (scope.Config.Number("logits_scaling") ?? 1),
    }.Build();

    private static TransformerBlock Block(ModelScope scope, LayerDefinition attention, FeedForwardBlock network) =>
        scope.RmsBlock(attention, network) with { BranchScale = scope.Config.Number("residual_multiplier") };

    private static MultiHeadAttention Attention(ModelScope scope) => scope.Attention() with
    {
        UseBias = scope.Config.Flag("attention_bias", false),
        Scale = scope.Config.Number("attention_multiplier") ?? 1,
    };

    private static FeedForwardBlock Experts(ModelScope scope, long experts) => scope.Network() with
    {
        Experts = experts,
        ActiveExperts = scope.Config.Size("num_experts_per_tok"),

        // The shares are a softmax over the chosen experts.
        NormalizesShares = true,
    };
}
