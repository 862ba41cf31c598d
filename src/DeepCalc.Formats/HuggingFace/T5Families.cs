namespace DeepCalc.Formats.HuggingFace;

/// <summary>T5 and its relatives: an encoder and a decoder with RMS normalisation before, no biases, and learned biases of relative positions.</summary>
internal static class T5Families
{
    private const double Epsilon = 1e-6;

    public static ModelFamily[] Families { get; } =
    [
        new("t5", "T5", T5) { IsTied = true },
        new("mt5", "MT5", T5),
        new("umt5", "UMT5", Umt5),
    ];

    /// <summary>Encoder and decoder; RMS normalisation before, no biases, scores with a bias of the relative position; v1.1 and Flan have a gate.</summary>
    public static Layer T5(ModelScope scope) => Model(scope, layer => layer == 0);

    /// <summary>As T5, with biases of relative positions in every block.</summary>
    public static Layer Umt5(ModelScope scope) => Model(scope, _ => true);

    // Blocks without a table of biases add those of the first block.
    private static Layer Model(ModelScope scope, Func<long, bool> hasTable)
    {
        ModelConfig config = scope.Config;
        var pair = new PairModel(scope);
        long width = config.Size("d_model");
        long? padding = config.PaddingToken(0);
        (ActivationFunction function, bool isGated) = FeedForward(config);
        var attention = new MultiHeadAttention
        {
            Heads = config.Size("num_heads"),
            KeyWidth = config.Size("d_kv"),
            UseBias = false,

            // The scores are not divided: the initial weights are smaller instead.
            Scale = 1,
            Dropout = config.Number("dropout_rate") ?? 0.1,
        };
        TransformerBlock encoder = Block(isCausal: false);
        TransformerBlock decoder = Block(isCausal: true) with { MemoryAttention = attention };
        long layers = config.Layers("num_layers");

        Layer words = pair.Words("shared", isSource: true, padding);
        Layer layer = pair.Blocks(words, null, "encoder.block", layers, number => Numbered(encoder, number));
        layer = ModelScope.Add("encoder.final_layer_norm", encoder.Normalizer, layer);
        if (pair.IsEncoderAlone)
        {
            return layer;
        }

        Layer target = pair.Words("decoder.embed_tokens", isSource: false, padding).TiedTo(words);
        long decoderLayers = config.Has("num_decoder_layers") ? config.Layers("num_decoder_layers") : layers;
        layer = pair.Blocks(target, layer, "decoder.block", decoderLayers, number => Numbered(decoder, number));
        layer = ModelScope.Add("decoder.final_layer_norm", decoder.Normalizer, layer);
        if (!pair.HasWords)
        {
            return layer;
        }

        bool isTied = config.Flag("tie_word_embeddings", scope.Family.IsTied);
        if (isTied)
        {
            layer = ModelScope.Add("lm_head/scale", ModelScope.Rescaling(1 / Math.Sqrt(width)), layer);
        }

        layer = ModelScope.Add("lm_head", new Dense(config.Size("vocab_size"), UseBias: false), layer);
        return isTied ? layer.TiedTo(words) : layer;

        TransformerBlock Block(bool isCausal) => new()
        {
            Attention = attention with { IsCausal = isCausal },
            FeedForward = new FeedForwardBlock { Hidden = config.Size("d_ff"), Function = function, IsGated = isGated, UseBias = false },
            Normalization = NormalizationKind.Rms,
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", Epsilon),
        };

        TransformerBlock Numbered(TransformerBlock block, long number) => block with
        {
            Attention = (MultiHeadAttention)block.Attention with
            {
                RelativePositions = hasTable(number) ? config.OptionalSize("relative_attention_num_buckets") ?? 32 : null,
                AddsToScores = !hasTable(number),
            },
        };
    }

    // relu, or gated-gelu, which means the approximate function.
    private static (ActivationFunction Function, bool IsGated) FeedForward(ModelConfig config)
    {
        const string Key = "feed_forward_proj";
        const string Gate = "gated-";
        string name = config.Text(Key) ?? (config.ModelType == "t5" ? "relu" : "gated-gelu");
        bool isGated = name.StartsWith(Gate, StringComparison.Ordinal);
        return (isGated && name[Gate.Length..] == "gelu" ? ActivationFunction.GeluTanh : ModelConfig.FunctionNamed(isGated ? name[Gate.Length..] : name, Key), isGated);
    }
}
