namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// GPT-2, GPT-NeoX (Pythia) and Phi: layer normalisation, biases and a feed-forward network without a gate. The latter two run it in
/// parallel with attention.
/// </summary>
internal static class GptFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("gpt2", "GPT2", Gpt2) { IsTied = true },
        new("gpt_neox", "GPTNeoX", GptNeoX),
        new("phi", "Phi", Phi) { RotaryShare = 0.5 },
    ];

    /// <summary>Layer normalisation before, learned positions, biases.</summary>
    public static Layer Gpt2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig.Refuse(config.Flag("add_cross_attention", false), "add_cross_attention", "a decoder with cross-attention is not supported; it must be false.");
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size("n_head"),
                IsCausal = true,
                Dropout = config.Number("attn_pdrop") ?? 0.1,
                Scale = config.Flag("scale_attn_weights", true) ? null : 1,
            },
            FeedForward = new FeedForwardBlock
            {
                Hidden = config.OptionalSize("n_inner") ?? 4 * config.Size("n_embd"),
                Function = config.Function("activation_function", "gelu_new"),
            },
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WidthKey = "n_embd",
            LayersKey = "n_layer",
            Positions = config.Size(config.Has("n_positions") ? "n_positions" : "n_ctx"),
            WordsName = "wte",
            BlocksName = "h",
            NormName = "ln_f",
        }.Build();
    }

    /// <summary>
    /// Layer normalisation, biases, rotary positions on part of each head; attention and feed-forward network in parallel.
    /// </summary>
    public static Layer GptNeoX(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long heads = config.Size("num_attention_heads");
        var attention = new MultiHeadAttention { Heads = heads, IsCausal = true, UseBias = config.Flag("attention_bias", true) };
        double share = config.Share("rotary_pct") ?? config.Share("partial_rotary_factor") ?? 0.25;
        var block = new TransformerBlock
        {
            Attention = scope.Rotated(attention, config.Size("hidden_size") / heads, share),
            FeedForward = config.Network("gelu"),
            IsPreNorm = true,
            IsParallel = config.Flag("use_parallel_residual", true),
            Epsilon = config.Epsilon("layer_norm_eps", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            WordsName = "gpt_neox.embed_in",
            BlocksName = "gpt_neox.layers",
            NormName = "gpt_neox.final_layer_norm",
            HeadName = "embed_out",
        }.Build();
    }

    /// <summary>As GPT-NeoX, with one normalisation a block.</summary>
    public static Layer Phi(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        var block = new TransformerBlock
        {
            Attention = scope.Attention() with
            {
                UseBias = true,
                HeadNormalization = config.Flag("qk_layernorm", false) ? NormalizationKind.Layer : null,
                HeadEpsilon = config.Flag("qk_layernorm", false) ? config.Epsilon("layer_norm_eps", 1e-5) : null,
            },
            FeedForward = config.Network("gelu_new"),
            IsPreNorm = true,
            IsParallel = true,
            SharesNorm = true,
            Epsilon = config.Epsilon("layer_norm_eps", 1e-5),
        };
        return new DecoderModel(scope, _ => block)
        {
            HasHeadBias = true,
            NormName = "model.final_layernorm",
        }.Build();
    }
}
