namespace DeepCalc.Tests.Formats.HuggingFace;

// Networks of an encoder and a decoder.
internal sealed partial record KnownNetwork
{
    private const string T5Small = "d_model: 512, d_kv: 64, relative_attention_num_buckets: 32";
    private const string BartBase = "vocab_size: 50265, d_model: 768, encoder_layers: 6, decoder_layers: 6, encoder_attention_heads: 12, decoder_attention_heads: 12, encoder_ffn_dim: 3072, decoder_ffn_dim: 3072, max_position_embeddings: 1024, activation_function: 'gelu'";
    private const string Large = "d_model: 1024, encoder_layers: 12, decoder_layers: 12, encoder_attention_heads: 16, decoder_attention_heads: 16, encoder_ffn_dim: 4096, decoder_ffn_dim: 4096";

    private static IReadOnlyList<KnownNetwork> Pairs =>
    [
        new(
            "T5-small",
            60_506_624,
            T5(32_128, 512, 2048, 6, 8, 64, matrices: 2, heads: 1),
            Of("t5", "T5ForConditionalGeneration", T5Small + ", vocab_size: 32128, d_ff: 2048, num_layers: 6, num_heads: 8")),
        new(
            "T5-small, encoder",
            35_330_816,
            (32_128 * 512) + T5Side(512, 2048, 6, 8, 64, attentions: 1, matrices: 2, tables: 1),
            Of("t5", "T5EncoderModel", T5Small + ", vocab_size: 32128, d_ff: 2048, num_layers: 6, num_heads: 8")),
        new(
            "T5-11B",
            11_307_321_344,
            T5(32_128, 1024, 65_536, 24, 128, 128, matrices: 2, heads: 1),
            Of("t5", "T5ForConditionalGeneration", "vocab_size: 32128, d_model: 1024, d_kv: 128, d_ff: 65536, num_layers: 24, num_heads: 128")),
        new(
            "Flan-T5-small",
            76_961_152,
            T5(32_128, 512, 1024, 8, 6, 64, matrices: 3, heads: 2),
            Of("t5", "T5ForConditionalGeneration", T5Small + ", vocab_size: 32128, d_ff: 1024, num_layers: 8, num_decoder_layers: 8, num_heads: 6, feed_forward_proj: 'gated-gelu', tie_word_embeddings: false")),
        new(
            "mT5-small",
            300_176_768,
            T5(250_112, 512, 1024, 8, 6, 64, matrices: 3, heads: 2),
            Of("mt5", "MT5ForConditionalGeneration", T5Small + ", vocab_size: 250112, d_ff: 1024, num_layers: 8, num_heads: 6")),

        // A table of relative positions in each of the 8 blocks of both sides.
        new(
            "umT5-small",
            306_601_984,
            T5(256_384, 512, 1024, 8, 6, 64, matrices: 3, heads: 2) + (2 * 7 * 32 * 6),
            Of("umt5", "UMT5ForConditionalGeneration", T5Small + ", vocab_size: 256384, d_ff: 1024, num_layers: 8, num_heads: 6, feed_forward_proj: 'gated-gelu'")),
        new("BART-base", 139_420_416, (50_265 * 768) + (2 * 1026 * 768) + (2 * 1536) + Bart(768, 3072, 6, 6), Of("bart", "BartForConditionalGeneration", BartBase)),
        new(
            "BART-base, three classes",
            140_013_315,
            (50_265 * 768) + (2 * 1026 * 768) + (2 * 1536) + Bart(768, 3072, 6, 6) + HandCount.Square + (768 * 3) + 3,
            Of("bart", "BartForSequenceClassification", BartBase + ", id2label: {'0': 'a', '1': 'b', '2': 'c'}")),
        new(
            "mBART-large-50",
            610_879_488,
            (250_054 * 1024) + (2 * 1026 * 1024) + (2 * 2048) + Bart(1024, 4096, 12, 12) + (2 * 2048),
            Of("mbart", "MBartForConditionalGeneration", Large + ", vocab_size: 250054, max_position_embeddings: 1024, activation_function: 'relu', scale_embedding: true")),
        new(
            "NLLB-200-distilled-600M",
            615_073_792,
            (256_206 * 1024) + Bart(1024, 4096, 12, 12) + (2 * 2048),
            Of("m2m_100", "M2M100ForConditionalGeneration", Large + ", vocab_size: 256206, max_position_embeddings: 1024, activation_function: 'relu', scale_embedding: true")),

        // Both tables of sines and cosines are parameters that training leaves alone.
        new(
            "Opus-MT-en-de",
            74_410_496,
            (58_101 * 512) + (2 * 512 * 512) + Bart(512, 2048, 6, 6),
            Of("marian", "MarianMTModel", "vocab_size: 58101, d_model: 512, encoder_layers: 6, decoder_layers: 6, encoder_attention_heads: 8, decoder_attention_heads: 8, encoder_ffn_dim: 2048, decoder_ffn_dim: 2048, max_position_embeddings: 512, activation_function: 'swish', scale_embedding: true, static_position_embeddings: true")),
        new(
            "PEGASUS-large",
            570_797_056,
            (96_103 * 1024) + (2 * 1024 * 1024) + Bart(1024, 4096, 16, 16) + (2 * 2048),
            Of("pegasus", "PegasusForConditionalGeneration", "vocab_size: 96103, d_model: 1024, encoder_layers: 16, decoder_layers: 16, encoder_attention_heads: 16, decoder_attention_heads: 16, encoder_ffn_dim: 4096, decoder_ffn_dim: 4096, max_position_embeddings: 1024, activation_function: 'relu', scale_embedding: true")),
        new(
            "Whisper-tiny",
            37_760_640,
            WhisperCount(384, 4, 80, 51_865),
            Of("whisper", "WhisperForConditionalGeneration", "vocab_size: 51865, d_model: 384, encoder_layers: 4, decoder_layers: 4, encoder_attention_heads: 6, decoder_attention_heads: 6, encoder_ffn_dim: 1536, decoder_ffn_dim: 1536, num_mel_bins: 80, max_source_positions: 1500, max_target_positions: 448")),
        new(
            "Whisper-large-v3",
            1_543_490_560,
            WhisperCount(1280, 32, 128, 51_866),
            Of("whisper", "WhisperForConditionalGeneration", "vocab_size: 51866, d_model: 1280, encoder_layers: 32, decoder_layers: 32, encoder_attention_heads: 20, decoder_attention_heads: 20, encoder_ffn_dim: 5120, decoder_ffn_dim: 5120, num_mel_bins: 128, max_source_positions: 1500, max_target_positions: 448")),
    ];

    // One side of T5: attentions of four matrices without biases, the feed-forward network, a scale before each and at the end, and tables of
    // 32 relative positions.
    private static long T5Side(long d, long f, long layers, long h, long k, int attentions, int matrices, long tables) =>
        (layers * ((attentions * 4 * d * h * k) + (matrices * d * f) + ((attentions + 1) * d))) + d + (tables * 32 * h);

    private static long T5(long v, long d, long f, long layers, long h, long k, int matrices, int heads) =>
        (heads * v * d) + T5Side(d, f, layers, h, k, 1, matrices, 1) + T5Side(d, f, layers, h, k, 2, matrices, 1);

    // The blocks of an encoder, and those of a decoder with a second attention and its normalisation.
    private static long Bart(long d, long f, long encoder, long decoder) =>
        (encoder * HandCount.Block(d, f)) + (decoder * (HandCount.Block(d, f) + (4 * ((d * d) + d)) + (2 * d)));

    // Two convolutions, positions of both sides, blocks without biases of keys, the last normalisations, words.
    private static long WhisperCount(long d, long layers, long mels, long v) =>
        (3 * mels * d) + d + (3 * d * d) + d + ((1500 + 448) * d) + Bart(d, 4 * d, layers, layers) - (3 * layers * d) + (2 * 2 * d) + (v * d);
}
