namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// GPT-2, GPT-NeoX (Pythia) and Phi: layer normalisation, biases and a feed-forward network without a gate. The latter two run it in
/// parallel with attention.
/// </summary>
internal static class GptFamilies
{
    /// <summary>Layer normalisation before, learned positions, biases.</summary>
    public static Layer Gpt2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig.Refuse(config.Flag("add_cross_attention", false), "add_cross_attention", "a decoder with cross-attention is not supported; it must be false.");
        long width = config.Size("n_embd");
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size("n_head"),
                IsCausal = true,
                Dropout = config.Number("attn_pdrop") ?? 0.1,
                Scale = config.Flag("scale_attn_weights", true) ? null : 1,
            },
            FeedForward = new FeedForwardBlock { Hidden = config.OptionalSize("n_inner") ?? 4 * width, Function = config.Function("activation_function", "gelu_new") },
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
        };
        return new DecoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = width,
            Layers = config.Layers("n_layer"),
            Positions = config.Size(config.Has("n_positions") ? "n_positions" : "n_ctx"),
            IsTied = config.Flag("tie_word_embeddings", true),
            Block = _ => block,
            WordsName = "wte",
            BlocksName = "h",
            NormName = "ln_f",
        }.Build(scope);
    }

    /// <summary>
    /// Layer normalisation, biases, rotary positions on part of each head; attention and feed-forward network in parallel.
    /// </summary>
    public static Layer GptNeoX(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long heads = config.Size("num_attention_heads");
        MultiHeadAttention attention = LlamaFamilies.WithSettings(
            config, new MultiHeadAttention { Heads = heads, IsCausal = true, UseRotary = true, UseBias = config.Flag("attention_bias", true) });
        var block = new TransformerBlock
        {
            Attention = LlamaFamilies.WithRotaryShare(
                attention, config.Size("hidden_size") / heads, config.Share("rotary_pct") ?? config.Share("partial_rotary_factor") ?? 0.25),
            FeedForward = new FeedForwardBlock { Hidden = config.Size("intermediate_size"), Function = config.Function("hidden_act", "gelu") },
            IsPreNorm = true,
            IsParallel = config.Flag("use_parallel_residual", true),
            Epsilon = config.Epsilon("layer_norm_eps", 1e-5),
        };
        return new DecoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = config.Size("hidden_size"),
            Layers = config.Layers("num_hidden_layers"),
            IsTied = config.Flag("tie_word_embeddings", false),
            Block = _ => block,
            WordsName = "gpt_neox.embed_in",
            BlocksName = "gpt_neox.layers",
            NormName = "gpt_neox.final_layer_norm",
            HeadName = "embed_out",
        }.Build(scope);
    }

    /// <summary>As GPT-NeoX, with one normalisation a block.</summary>
    public static Layer Phi(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        var block = new TransformerBlock
        {
            Attention = LlamaFamilies.Attention(config, rotaryShare: 0.5) with
            {
                UseBias = true,
                HeadNormalization = config.Flag("qk_layernorm", false) ? NormalizationKind.Layer : null,
                HeadEpsilon = config.Flag("qk_layernorm", false) ? config.Epsilon("layer_norm_eps", 1e-5) : null,
            },
            FeedForward = new FeedForwardBlock { Hidden = config.Size("intermediate_size"), Function = config.Function("hidden_act", "gelu_new") },
            IsPreNorm = true,
            IsParallel = true,
            SharesNorm = true,
            Epsilon = config.Epsilon("layer_norm_eps", 1e-5),
        };
        return new DecoderModel
        {
            Vocabulary = config.Size("vocab_size"),
            Width = config.Size("hidden_size"),
            Layers = config.Layers("num_hidden_layers"),
            IsTied = config.Flag("tie_word_embeddings", false),
            HasHeadBias = true,
            PaddingToken = config.PaddingToken(null),
            Block = _ => block,
            NormName = "model.final_layernorm",
        }.Build(scope);
    }
}
