namespace DeepCalc.Formats.HuggingFace;

/// <summary>Networks of speech.</summary>
internal static class SpeechFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("whisper", "Whisper", Whisper) { IsTied = true, PaddingToken = 50_256 },
    ];

    /// <summary>
    /// Convolutions over a spectrogram, then encoder and decoder; layer normalisation before, keys without biases, learned positions of the
    /// decoder, stored sines and cosines of the encoder.
    /// </summary>
    public static Layer Whisper(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(PairModel.Generation, PairModel.Generation, PairModel.Model);
        long width = config.Size("d_model");
        long positions = config.Size("max_source_positions");
        TransformerBlock encoder = Block("encoder", isCausal: false);
        TransformerBlock decoder = Block("decoder", isCausal: true);

        // The second convolution halves the number of frames, which must then be that of the positions.
        Layer layer = scope.Input("input_features", new TensorShape(Layout.ChannelsFirst, config.Size("num_mel_bins"), 2 * positions), place: 1);
        layer = Convolved("model.encoder.conv1", layer, 1);
        layer = Convolved("model.encoder.conv2", layer, 2);
        layer = ModelScope.Add("model.encoder/frames", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), layer);
        layer = ModelScope.Add("model.encoder.embed_positions", new PositionEmbedding(Length: positions), layer).Frozen();
        layer = scope.Blocks(layer, "model.encoder.layers", config.Layers("encoder_layers"), _ => encoder);
        layer = ModelScope.Add("model.encoder.layer_norm", encoder.Normalizer, layer);

        var embedding = new Embedding(config.Size("vocab_size"), width) { PaddingIndex = config.PaddingToken(scope.Family.PaddingToken) };
        Layer words = ModelScope.Add("model.decoder.embed_tokens", embedding, scope.Target());
        Layer target = new BlockScope("model.decoder").Scaled("scale", words, config.Flag("scale_embedding", false) ? Math.Sqrt(width) : null);
        target = ModelScope.Add("model.decoder.embed_positions", new PositionEmbedding(Length: config.Size("max_target_positions")), target);
        layer = scope.BlocksWithMemory(target, layer, "model.decoder.layers", config.Layers("decoder_layers"), _ => decoder);
        layer = ModelScope.Add("model.decoder.layer_norm", decoder.Normalizer, layer);
        if (head == PairModel.Model)
        {
            return layer;
        }

        layer = ModelScope.Add("proj_out", new Dense(embedding.Vocabulary, UseBias: false), layer);
        return config.Flag("tie_word_embeddings", scope.Family.IsTied) ? layer.TiedTo(words) : layer;

        Layer Convolved(string name, Layer input, long stride) => ModelScope.Add(
            name + "/activation",
            new Activation(ActivationFunction.Gelu),
            ModelScope.Add(name, new Convolution(width, new WindowSettings { Kernel = 3, Stride = stride, Padding = Padding.Of(1) }), input));

        TransformerBlock Block(string side, bool isCausal) => new()
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size($"{side}_attention_heads"),
                UseKeyBias = false,
                IsCausal = isCausal,
                Dropout = config.Number("attention_dropout") ?? 0,
            },
            FeedForward = new FeedForwardBlock { Hidden = config.Size($"{side}_ffn_dim"), Function = config.Function("activation_function", "gelu") },
            IsPreNorm = true,
        };
    }
}
