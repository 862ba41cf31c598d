namespace DeepCalc.Formats.HuggingFace;

/// <summary>The parts of decoders by the settings of a file and the defaults of its family. A family changes what differs.</summary>
internal static class DecoderParts
{
    /// <summary>A decoder of equal blocks.</summary>
    public static Layer Decoder(this ModelScope scope, TransformerBlock block) => scope.Decoder(_ => block);

    /// <summary>A decoder.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="block">Makes the block with a number, from 0.</param>
    public static Layer Decoder(this ModelScope scope, Func<long, TransformerBlock> block) => new DecoderModel(scope, block).Build();

    /// <summary>A block with RMS normalisation before its branches, of which one may be null.</summary>
    public static TransformerBlock RmsBlock(this ModelScope scope, LayerDefinition? attention, FeedForwardBlock? network) => new()
    {
        Attention = attention,
        FeedForward = network,
        Normalization = NormalizationKind.Rms,
        IsPreNorm = true,
        Epsilon = scope.RmsEpsilon(),
    };

    /// <summary>The epsilon of RMS normalisations; null for the usual one, 1e-05.</summary>
    public static double? RmsEpsilon(this ModelScope scope) => scope.Config.Epsilon("rms_norm_eps", scope.Family.Epsilon);

    /// <summary>Causal attention with rotary positions, grouped queries and no biases.</summary>
    public static MultiHeadAttention Attention(this ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelFamily family = scope.Family;
        long heads = config.Size("num_attention_heads");
        long? keyWidth = config.OptionalSize("head_dim") ?? family.HeadWidth;
        var attention = new MultiHeadAttention
        {
            Heads = heads,
            KeyValueHeads = config.HasKey("num_key_value_heads") ? config.OptionalSize("num_key_value_heads") : family.KeyValueHeads,
            KeyWidth = keyWidth,
            UseBias = false,
            IsCausal = true,
        };
        return scope.Rotated(attention, keyWidth ?? config.Size("hidden_size") / heads, config.Share("partial_rotary_factor") ?? family.RotaryShare);
    }

    /// <summary>The attention with dropout, and with rotary positions on a share of each head.</summary>
    public static MultiHeadAttention Rotated(this ModelScope scope, MultiHeadAttention attention, long headWidth, double share)
    {
        ModelConfig config = scope.Config;
        long turned = (long)(headWidth * share);
        return attention with
        {
            Dropout = config.Number("attention_dropout") ?? 0,
            UseRotary = turned > 0,
            RotaryWidth = turned > 0 && turned < headWidth ? turned : null,
            RotaryBase = config.Number("rope_theta") ?? config.Number("rotary_emb_base") ?? scope.Family.RotaryBase,
            RotaryScaling = config.RotaryScaling,
        };
    }

    /// <summary>The attention with dropout, and without rotary positions.</summary>
    public static MultiHeadAttention Unrotated(this ModelScope scope, MultiHeadAttention attention) => attention with
    {
        Dropout = scope.Config.Number("attention_dropout") ?? 0,
        UseRotary = false,
        RotaryWidth = null,
    };

    /// <summary>The attention with a window of the last positions, or with none.</summary>
    public static MultiHeadAttention Seeing(this MultiHeadAttention attention, long? window) => window is null ? attention : attention with { Window = window };

    /// <summary>The attention with a normalisation of each head's query and key by the root of their mean square.</summary>
    public static MultiHeadAttention WithRmsHeads(this MultiHeadAttention attention, ModelScope scope) => attention with
    {
        HeadNormalization = NormalizationKind.Rms,
        HeadEpsilon = scope.RmsEpsilon(),
    };

    /// <summary>A gated feed-forward network without biases.</summary>
    public static FeedForwardBlock Network(this ModelScope scope) => scope.Config.Network("silu", isGated: true);

    /// <summary>Gated experts of which some work on each position.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="experts">Their number.</param>
    public static FeedForwardBlock Experts(this ModelScope scope, long experts) => scope.Config.Network("silu", isGated: true, hiddenKey: "moe_intermediate_size") with
    {
        Experts = experts,
        ActiveExperts = scope.Config.Size("num_experts_per_tok"),
        NormalizesShares = scope.Config.Flag("norm_topk_prob", false),
    };
}
