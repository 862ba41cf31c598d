namespace DeepCalc.Formats.HuggingFace;

/// <summary>T5 and its relatives: an encoder and a decoder with RMS normalisation before, no biases, and learned biases of relative positions.</summary>
internal static class T5Families
{
    private const string EncoderAlone = "EncoderModel";
    private const string GatedGelu = "gated-gelu";

    public static ModelFamily[] Families { get; } =
    [
        new("t5", "T5", T5) { IsTied = true },
        new("mt5", "MT5", Mt5),
        new("umt5", "UMT5", Umt5),
    ];

    /// <summary>
    /// Encoder and decoder; RMS normalisation before, no biases, scores with a learned bias of the relative position. Version 1.1 and Flan have
    /// a gate.
    /// </summary>
    public static Layer T5(ModelScope scope) => Model(scope, "relu", layer => layer == 0);

    /// <summary>As T5 version 1.1.</summary>
    public static Layer Mt5(ModelScope scope) => Model(scope, GatedGelu, layer => layer == 0);

    /// <summary>As T5 version 1.1, with biases of relative positions in every block.</summary>
    public static Layer Umt5(ModelScope scope) => Model(scope, GatedGelu, _ => true);

    // Blocks without a table of biases add those of the first block.
    private static Layer Model(ModelScope scope, string network, Func<long, bool> hasTable)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(PairModel.Generation, PairModel.Generation, PairModel.Model, EncoderAlone);
        long width = config.Size("d_model");
        long vocabulary = config.Size("vocab_size");
        var embedding = new Embedding(vocabulary, width) { PaddingIndex = config.PaddingToken(0) };
        (ActivationFunction function, bool isGated) = FeedForward(config, network);
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

        Layer words = ModelScope.Add("shared", embedding, scope.Source());
        Layer layer = scope.Blocks(words, "encoder.block", layers, number => Numbered(encoder, number));
        layer = ModelScope.Add("encoder.final_layer_norm", encoder.Normalizer, layer);
        if (head == EncoderAlone)
        {
            return layer;
        }

        Layer target = ModelScope.Add("decoder.embed_tokens", embedding, scope.Target()).TiedTo(words);
        long decoderLayers = config.Has("num_decoder_layers") ? config.Layers("num_decoder_layers") : layers;
        layer = scope.BlocksWithMemory(target, layer, "decoder.block", decoderLayers, number => Numbered(decoder, number));
        layer = ModelScope.Add("decoder.final_layer_norm", decoder.Normalizer, layer);
        if (head == PairModel.Model)
        {
            return layer;
        }

        bool isTied = config.Flag("tie_word_embeddings", scope.Family.IsTied);
        layer = isTied ? new BlockScope("lm_head").Scaled("scale", layer, 1 / Math.Sqrt(width)) : layer;
        layer = ModelScope.Add("lm_head", new Dense(vocabulary, UseBias: false), layer);
        return isTied ? layer.TiedTo(words) : layer;

        TransformerBlock Block(bool isCausal) => new()
        {
            Attention = attention with { IsCausal = isCausal },
            FeedForward = new FeedForwardBlock { Hidden = config.Size("d_ff"), Function = function, IsGated = isGated, UseBias = false },
            Normalization = NormalizationKind.Rms,
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_epsilon", scope.Family.Epsilon),
        };

        TransformerBlock Numbered(TransformerBlock block, long number) => block with
        {
            Attention = (MultiHeadAttention)block.Attention! with
            {
                RelativePositions = hasTable(number) ? config.OptionalSize("relative_attention_num_buckets") ?? 32 : null,
                AddsToScores = !hasTable(number),
            },
        };
    }

    // relu, or gated-gelu, which means the approximate function.
    private static (ActivationFunction Function, bool IsGated) FeedForward(ModelConfig config, string otherwise)
    {
        const string Key = "feed_forward_proj";
        const string Gate = "gated-";
        string name = config.Text(Key) ?? otherwise;
        string function = name.StartsWith(Gate, StringComparison.Ordinal) ? name[Gate.Length..] : name;
        return (name == GatedGelu ? ActivationFunction.GeluTanh : ModelConfig.FunctionNamed(function, Key), function != name);
    }
}
