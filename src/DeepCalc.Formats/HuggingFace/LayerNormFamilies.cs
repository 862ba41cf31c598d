namespace DeepCalc.Formats.HuggingFace;

/// <summary>Decoders with rotary positions, as Llama, but with layer normalisation: StarCoder 2, StableLM, Cohere, Phi-3.5-MoE.</summary>
internal static class LayerNormFamilies
{
    private const double LayerEpsilon = 1e-5;

    public static ModelFamily[] Families { get; } =
    [
        new("phimoe", "Phimoe", PhiMoe) { OtherPrefix = "PhiMoE", KeyValueHeads = 8, RotaryBase = 1e6, Epsilon = LayerEpsilon },
        new("starcoder2", "Starcoder2", StarCoder2) { KeyValueHeads = 2, IsTied = true },
        new("stablelm", "StableLm", StableLm) { KeyValueHeads = 32, RotaryShare = 0.25 },
        new("cohere", "Cohere", Cohere) { PaddingToken = 0, IsTied = true },
        new("cohere2", "Cohere2", Cohere2) { PaddingToken = 0, IsTied = true, Window = 4096 },
    ];

    /// <summary>Layer normalisation before, rotary positions, grouped queries, gated experts; attention and the output layer can have biases.</summary>
    public static Layer PhiMoe(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };
        var block = new TransformerBlock
        {
            Attention = attention.Seeing(scope.Window),
            FeedForward = scope.Network() with
            {
                Experts = config.OptionalSize("num_local_experts") ?? 16,
                ActiveExperts = config.OptionalSize("num_experts_per_tok") ?? 2,
            },
            IsPreNorm = true,
            Epsilon = scope.RmsEpsilon(),
        };
        return new DecoderModel(scope, _ => block) { HasHeadBias = config.Flag("lm_head_bias", false) }.Build();
    }

    /// <summary>Layer normalisation before, rotary positions, grouped queries, a feed-forward network without a gate, biases.</summary>
    public static Layer StarCoder2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        bool useBias = config.Flag("use_bias", true);
        return scope.Decoder(new TransformerBlock
        {
            Attention = scope.Attention().Seeing(scope.Window) with { UseBias = useBias },
            FeedForward = config.Network("gelu_pytorch_tanh") with { UseBias = useBias },
            IsPreNorm = true,
            Epsilon = config.Epsilon("norm_epsilon", LayerEpsilon),
        });
    }

    /// <summary>
    /// Layer normalisation before, rotary positions on part of each head, a gated feed-forward network, which can be in parallel with attention
    /// (<c>use_parallel_residual</c>); queries and keys can be normalised, with scales of each head (<c>qk_layernorm</c>).
    /// </summary>
    public static Layer StableLm(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        bool isParallel = config.Flag("use_parallel_residual", false);
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("use_qkv_bias", false), UseOutputBias = false };
        return scope.Decoder(new TransformerBlock
        {
            Attention = config.Flag("qk_layernorm", false) ? WithScalesOfHeads(scope, attention) : attention,
            FeedForward = scope.Network(),
            IsPreNorm = true,
            IsParallel = isParallel,
            SharesNorm = isParallel,
            Epsilon = Epsilon(scope),
        });
    }

    /// <summary>
    /// One layer normalisation a block, without offsets; rotary positions; a gated feed-forward network in parallel with attention; scaled outputs.
    /// Queries and keys can be normalised, with scales of each head (<c>use_qk_norm</c>).
    /// </summary>
    public static Layer Cohere(ModelScope scope)
    {
        MultiHeadAttention attention = Attention(scope);
        attention = scope.Config.Flag("use_qk_norm", false) ? WithScalesOfHeads(scope, attention) : attention;
        return CohereDecoder(scope, _ => attention);
    }

    /// <summary>As Cohere; three of four layers attend to a window, and the others have no positions.</summary>
    public static Layer Cohere2(ModelScope scope)
    {
        ModelConfig config = scope.Config;

        // Its files have settings that the class does not read.
        config.Ignore("position_embedding_type", "rotary_pct", "use_parallel_embedding");
        MultiHeadAttention local = Attention(scope).Seeing(scope.Window);
        MultiHeadAttention full = local with { Window = null, UseRotary = false, RotaryWidth = null };
        long pattern = config.OptionalSize("sliding_window_pattern") ?? 4;
        return CohereDecoder(scope, layer => config.IsLocal(layer) ?? (layer + 1) % pattern != 0 ? local : full);
    }

    private static Layer CohereDecoder(ModelScope scope, Func<long, MultiHeadAttention> attention)
    {
        FeedForwardBlock network = scope.Network();
        return new DecoderModel(scope, Block) { OutputScale = scope.Config.Number("logit_scale") ?? 0.0625 }.Build();

        TransformerBlock Block(long layer) => new()
        {
            Attention = attention(layer),
            FeedForward = network,
            IsPreNorm = true,
            IsParallel = true,
            SharesNorm = true,
            UseNormCenter = false,
            Epsilon = Epsilon(scope),
        };
    }

    private static MultiHeadAttention Attention(ModelScope scope) => scope.Attention() with { UseBias = scope.Config.Flag("attention_bias", false) };

    private static MultiHeadAttention WithScalesOfHeads(ModelScope scope, MultiHeadAttention attention) => attention with
    {
        HeadNormalization = NormalizationKind.Layer,
        SeparatesHeadScales = true,
        UseHeadCenter = false,
        HeadEpsilon = Epsilon(scope),
    };

    private static double? Epsilon(ModelScope scope) => scope.Config.Epsilon("layer_norm_eps", LayerEpsilon);
}
