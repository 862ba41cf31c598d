namespace DeepCalc.Formats.HuggingFace;

/// <summary>Decoders that differ little from Llama: Baichuan, ChatGLM, InternLM, the text network of Phi-4-multimodal, SmolLM 3.</summary>
internal static class LlamaLikeFamilies
{
    // Only the networks of 7 billion parameters, with this width, have rotary positions.
    private const long RotaryWidthOfBaichuan = 4096;
    private const string EarlyBaichuan = "BaiChuanForCausalLM";

    public static ModelFamily[] Families { get; } =
    [
        new("baichuan", "Baichuan", Baichuan) { OtherPrefix = "BaiChuan", PaddingToken = 0 },
        new("chatglm", "ChatGLM", ChatGlm) { Epsilon = 1e-5 },
        new("internlm2", "InternLM2", InternLm2),
        new("internlm3", "InternLM3", InternLm3),
        new("phi4_multimodal", "Phi4Multimodal", Phi4Multimodal) { KeyValueHeads = 8, Epsilon = 1e-5, PaddingToken = 199_999, HasParts = true },
        new("smollm3", "SmolLM3", SmolLm3) { KeyValueHeads = 4, PaddingToken = 128_004, RotaryBase = 2e6, IsTied = true },
    ];

    /// <summary>As Llama; networks of another width than 4096 have linear biases of the scores (ALiBi) in place of rotary positions.</summary>
    public static Layer Baichuan(ModelScope scope)
    {
        // Source: baichuan-inc's modeling_baichuan.py, one file for each size, and vLLM's models/baichuan.py, which distinguishes them as here.
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = scope.Attention();
        bool isRotated = config.Architecture == EarlyBaichuan || config.Size("hidden_size") == RotaryWidthOfBaichuan;
        attention = isRotated ? attention : scope.Unrotated(attention) with { UseLinearBias = true };
        return scope.Decoder(scope.RmsBlock(attention, scope.Network()));
    }

    /// <summary>
    /// As Llama, with biases of queries, keys and values, groups of heads (<c>multi_query_group_num</c>), and rotary positions on half of each head.
    /// </summary>
    public static Layer ChatGlm(ModelScope scope)
    {
        // Source: THUDM's modeling_chatglm.py of ChatGLM 2, ChatGLM 3 and GLM-4, and vLLM's models/chatglm.py.
        ModelConfig config = scope.Config;
        const string Residual = "apply_residual_connection_post_layernorm";
        ModelConfig.Refuse(config.Has("position_encoding_2d"), "position_encoding_2d", "the first ChatGLM is another network, which is not supported; ChatGLM 2 and later are.");
        ModelConfig.Refuse(config.Flag(Residual, false), Residual, "a skip connection from behind a normalisation is not supported; it must be false.");
        long heads = config.Size("num_attention_heads");
        long headWidth = config.OptionalSize("kv_channels") ?? 128;
        bool useBias = config.Flag("add_bias_linear", false);
        var attention = new MultiHeadAttention
        {
            Heads = heads,
            KeyValueHeads = config.Flag("multi_query_attention", false) ? config.OptionalSize("multi_query_group_num") ?? 1 : null,
            KeyWidth = headWidth,
            UseBias = useBias || config.Flag("add_qkv_bias", false),
            UseOutputBias = useBias,
            IsCausal = true,
        };
        var block = new TransformerBlock
        {
            Attention = scope.Rotated(attention, headWidth, 0.5) with { RotaryBase = PositionEmbedding.UsualBase * (config.Number("rope_ratio") ?? 1) },
            FeedForward = new FeedForwardBlock { Hidden = config.Size("ffn_hidden_size"), Function = ActivationFunction.Silu, IsGated = true, UseBias = useBias },
            Normalization = config.Flag("rmsnorm", true) ? NormalizationKind.Rms : NormalizationKind.Layer,
            IsPreNorm = true,
            Epsilon = config.Epsilon("layernorm_epsilon", scope.Family.Epsilon),
        };

        // The class without a head in its name has one too.
        _ = scope.Head("ForConditionalGeneration", "ForConditionalGeneration", "Model");
        Normalization? last = config.Flag("post_layer_norm", true) ? block.Normalizer : null;
        return new DecoderModel(scope with { ChosenHead = "ForCausalLM" }, last, (layer, _, inner) => block.On(layer, null, inner))
        {
            VocabularyKey = config.Named("padded_vocab_size", "vocab_size"),
            LayersKey = config.Named("num_layers", "num_hidden_layers"),
            WordsName = "transformer.embedding.word_embeddings",
            BlocksName = "transformer.encoder.layers",
            NormName = "transformer.encoder.final_layernorm",
            HeadName = "transformer.output_layer",
        }.Build();
    }

    /// <summary>As Llama; attention can have biases (<c>bias</c>).</summary>
    public static Layer InternLm2(ModelScope scope)
    {
        // Source: InternLM's modeling_internlm2.py.
        MultiHeadAttention attention = scope.Attention() with { UseBias = scope.Config.Flag("bias", true) };
        TransformerBlock block = scope.RmsBlock(attention, scope.Network());
        return new DecoderModel(scope, _ => block) { WordsName = "model.tok_embeddings", HeadName = "output" }.Build();
    }

    /// <summary>As Llama; all projections can have biases (<c>bias</c>, <c>qkv_bias</c>).</summary>
    public static Layer InternLm3(ModelScope scope)
    {
        // Source: InternLM's modeling_internlm3.py. Public versions of it differ in the setting that the bias of the output projection follows.
        bool useBias = scope.Config.Flag("bias", false);
        ModelConfig.Refuse(scope.Config.Flag("qkv_bias", false) != useBias, "qkv_bias", "it must be equal to bias; biases of only some projections are not supported.");
        MultiHeadAttention attention = scope.Attention() with { UseBias = useBias };
        return scope.Decoder(scope.RmsBlock(attention, scope.Network() with { UseBias = useBias }));
    }

    /// <summary>Only its text network (<c>-Part Text</c>), which is as Phi-3.</summary>
    public static Layer Phi4Multimodal(ModelScope scope)
    {
        const string Images = "vision_config";
        ModelConfig.Refuse(
            scope.Options.OnlyPart != NetworkPart.Text, Images,
            "the networks of images and sounds are not supported. The text network is: import it with -Part Text.");
        scope.Config.Ignore(Images, "audio_config");
        return LlamaFamilies.Phi3(scope);
    }

    /// <summary>As Llama; every <c>no_rope_layer_interval</c>-th layer, or those in <c>no_rope_layers</c> with a 0, has no positions.</summary>
    public static Layer SmolLm3(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        IReadOnlyList<long>? rotated = config.PerLayer("no_rope_layers");
        long interval = config.OptionalSize("no_rope_layer_interval") ?? 4;
        MultiHeadAttention turned = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };
        MultiHeadAttention plain = turned with { UseRotary = false, RotaryWidth = null };
        FeedForwardBlock network = scope.Network() with { UseBias = config.Flag("mlp_bias", false) };
        bool hasWindows = config.Flag("use_sliding_window", false);
        return scope.Decoder(layer =>
        {
            bool isTurned = rotated is null ? (layer + 1) % interval != 0 : rotated[(int)layer] != 0;
            bool isLocal = hasWindows && (config.IsLocal(layer) ?? !isTurned);
            MultiHeadAttention attention = isTurned ? turned : plain;
            return scope.RmsBlock(isLocal ? attention.Seeing(scope.Window) : attention, network);
        });
    }
}
