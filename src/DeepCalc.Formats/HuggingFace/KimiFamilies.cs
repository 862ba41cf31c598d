namespace DeepCalc.Formats.HuggingFace;

/// <summary>Kimi Linear and Kimi K3: Kimi delta attention, and latent attention in some blocks.</summary>
internal static class KimiFamilies
{
    // Of a pass over a whole sequence, in transformers and in flash-linear-attention.
    private const long Chunk = 64;

    public static ModelFamily[] Families { get; } =
    [
        new("kimi_linear", "KimiLinear", KimiLinear) { Epsilon = 1e-5 },
    ];

    /// <summary>
    /// Kimi delta attention in the blocks of <c>kda_layers</c>, multi-head latent attention without rotary positions in the others; experts as
    /// in DeepSeek-V3. In Kimi K3, experts work on fewer features (<c>routed_expert_hidden_size</c>), and each branch takes a mixture of earlier
    /// sums (<c>attn_res_block_size</c>).
    /// </summary>
    public static Layer KimiLinear(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        ModelConfig linear = config.Inner("linear_attn_config", config.ModelType);
        IReadOnlySet<long> delta = linear.Numbers("kda_layers");
        IReadOnlySet<long> full = linear.Numbers("full_attn_layers");
        long layers = config.Layers("num_hidden_layers");
        for (long number = 1; number <= layers; number++)
        {
            ModelConfig.Refuse(
                delta.Contains(number) == full.Contains(number), "linear_attn_config", $"layer {number} must be in one of the lists kda_layers and full_attn_layers.");
        }

        ModelConfig.Refuse(!config.Flag("mla_use_nope", true), "mla_use_nope", "latent attention with rotary positions is not supported; it must be true.");
        long width = linear.Size("head_dim");
        var kda = new GatedDeltaNet(linear.Size("num_heads"))
        {
            KeyWidth = width,
            DecayRank = width,
            DecayFloor = linear.Number("gate_lower_bound"),
            GateRank = linear.Flag("use_full_rank_gate", false) ? null : width,
            GateFunction = ActivationFunction.Sigmoid,
            Kernel = linear.OptionalSize("short_conv_kernel_size") ?? 4,
            Chunk = Chunk,
            Epsilon = scope.RmsEpsilon(),
        };
        MultiHeadLatentAttention attention = DeepSeekFamilies.LatentAttention(scope) with
        {
            UseRotary = false,
            RotaryBase = PositionEmbedding.UsualBase,
            RotaryScaling = null,
            Scale = null,
            UseGate = config.Flag("mla_use_output_gate", false),
        };
        FeedForwardBlock experts = scope.BalancedExperts();
        if (config.OptionalSize("routed_expert_hidden_size") is { } latent)
        {
            experts = experts with
            {
                ExpertWidth = latent,
                ExpertNormalization = config.Flag("latent_moe_use_norm", true) ? scope.RmsBlock(attention, null).Normalizer : null,
            };
        }

        return config.OptionalSize("attn_res_block_size") is { } size
            ? DepthResiduals(scope, size, Mixer, experts)
            : scope.ExpertDecoder(Mixer, experts, dense: 1);

        LayerDefinition Mixer(long layer) => delta.Contains(layer + 1) ? kda : attention;
    }

    // Attention residuals (Kimi K3): each branch takes a mixture of the sums of all earlier runs of blocks and of its own run so far, by a
    // softmax over them at each position. A run has as many blocks as the setting says; the embeddings are one of their own.
    private static Layer DepthResiduals(ModelScope scope, long size, Func<long, LayerDefinition> mixer, FeedForwardBlock experts)
    {
        Normalization norm = scope.RmsBlock(mixer(0), experts).Normalizer;
        Func<long, bool> isDense = scope.IsDense(1);
        FeedForwardBlock? network = null;
        Layer? runs = null;
        return new DecoderModel(scope, norm, Block)
        {
            Exit = layer => Mixture(layer, new BlockScope("model.output_attn_res")),
        }
        .Build();

        Layer Block(Layer sum, long layer, BlockScope inner)
        {
            Layer input = Mixture(sum, inner.Inner("self_attention_res"));
            bool isFirst = layer % size == 0;
            if (isFirst)
            {
                Layer run = inner.Add("run", new ExpandDims(-2), sum);
                runs = runs is null ? run : inner.Add("runs", new Concatenate(-2), runs, run);
            }

            Layer attended = inner.Add("attention", mixer(layer), inner.Add("attention_norm", norm, input));
            sum = isFirst ? attended : inner.Add("attention_add", new Merge(), attended, sum);
            FeedForwardBlock block = isDense(layer) ? network ??= scope.Network() : experts;
            Layer output = block.On(inner.Add("feed_forward_norm", norm, Mixture(sum, inner.Inner("mlp_res"))), inner.Inner("feed_forward"));
            return inner.Add("feed_forward_add", new Merge(), output, sum);
        }

        Layer Mixture(Layer sum, BlockScope inner)
        {
            // The first mixture is of one sum, as in the paper's formula. The code has its weights, and leaves its work out.
            Layer all = inner.Add("sum", new ExpandDims(-2), sum);
            all = runs is null ? all : inner.Add("sums", new Concatenate(-2), runs, all);
            Layer scores = inner.Add("proj", new Dense(1, UseBias: false), inner.Add("norm", norm, all));
            Layer shares = inner.Add("shares", new Activation(ActivationFunction.Softmax, -2), scores);
            return inner.Add("mixture", new Einsum("tni,tnc->tc"), shares, all);
        }
    }
}
