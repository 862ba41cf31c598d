namespace DeepCalc.Tests.Formats.HuggingFace;

// Encoders of texts and of speech.
internal sealed partial record KnownNetwork
{
    private const string Wav2Vec2Base = "hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, conv_dim: [512, 512, 512, 512, 512, 512, 512], conv_kernel: [10, 3, 3, 3, 3, 2, 2], conv_stride: [5, 2, 2, 2, 2, 2, 2], conv_bias: false, feat_extract_norm: 'group', num_conv_pos_embeddings: 128, num_conv_pos_embedding_groups: 16";
    private const string DebertaV3 = "vocab_size: 128100, relative_attention: true, position_buckets: 256, max_relative_positions: -1, norm_rel_ebd: 'layer_norm', share_att_key: true, pos_att_type: 'p2c|c2p', position_biased_input: false, type_vocab_size: 0, max_position_embeddings: 512";

    private static IReadOnlyList<KnownNetwork> Encoders =>
    [
        // One block of weights, whatever the number of blocks; embeddings of width 128.
        new(
            "ALBERT-base-v2",
            11_683_584,
            ((30_000 + 512 + 2 + 2) * 128) + (128 * 768) + 768 + HandCount.Block(768, 3072) + HandCount.Square,
            Of("albert", "AlbertModel", "vocab_size: 30000, embedding_size: 128, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_hidden_groups: 1, inner_group_num: 1, num_attention_heads: 12, max_position_embeddings: 512, type_vocab_size: 2, hidden_act: 'gelu_new'")),
        new(
            "ELECTRA-small, discriminator",
            13_483_008,
            ((30_522 + 512 + 2 + 2) * 128) + (128 * 256) + 256 + (12 * HandCount.Block(256, 1024)),
            Of("electra", "ElectraModel", "vocab_size: 30522, embedding_size: 128, hidden_size: 256, intermediate_size: 1024, num_hidden_layers: 12, num_attention_heads: 4, max_position_embeddings: 512, type_vocab_size: 2")),
        new(
            "ELECTRA-base, pre-training",
            109_483_009,
            HandCount.Bert + HandCount.Square + 769,
            Of("electra", "ElectraForPreTraining", "vocab_size: 30522, embedding_size: 768, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 512, type_vocab_size: 2")),

        // As RoBERTa without segments, with biases of 32 relative positions for 12 heads.
        new(
            "MPNet-base",
            109_486_464,
            ((30_527 + 514 + 2) * 768) + (12 * HandCount.Block(768, 3072)) + (32 * 12) + HandCount.Square,
            Of("mpnet", "MPNetModel", "vocab_size: 30527, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 514, relative_attention_num_buckets: 32")),
        new(
            "ModernBERT-base",
            149_014_272,
            ModernBert(768, 1152, 22),
            Of("modernbert", "ModernBertModel", "vocab_size: 50368, hidden_size: 768, intermediate_size: 1152, num_hidden_layers: 22, num_attention_heads: 12, global_attn_every_n_layers: 3, local_attention: 128, norm_bias: false, attention_bias: false, mlp_bias: false")),
        new(
            "ModernBERT-base, masked words",
            149_655_232,
            ModernBert(768, 1152, 22) + (768 * 768) + 768 + 50_368,
            Of("modernbert", "ModernBertForMaskedLM", "vocab_size: 50368, hidden_size: 768, intermediate_size: 1152, num_hidden_layers: 22, num_attention_heads: 12, tie_word_embeddings: true")),

        // Words, vectors of 512 relative positions, and two normalisations; contents and positions have the same matrices.
        new(
            "DeBERTa-v3-base",
            183_831_552,
            ((128_100 + 512 + 2 + 2) * 768) + (12 * HandCount.Block(768, 3072)),
            Of("deberta-v2", "DebertaV2Model", DebertaV3 + ", hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12")),
        new(
            "DeBERTa-v3-large, three classes",
            435_064_835,
            ((128_100 + 512 + 2 + 2) * 1024) + (24 * HandCount.Block(1024, 4096)) + (1024 * 1024) + 1024 + (3 * 1024) + 3,
            Of("deberta-v2", "DebertaV2ForSequenceClassification", DebertaV3 + ", hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, pooler_hidden_size: 1024, num_labels: 3")),
        new("wav2vec2-base", 94_371_712, Wav2Vec2, Of("wav2vec2", "Wav2Vec2Model", Wav2Vec2Base)),
        new("wav2vec2-base-960h", 94_396_320, Wav2Vec2 + (768 * 32) + 32, Of("wav2vec2", "Wav2Vec2ForCTC", Wav2Vec2Base + ", vocab_size: 32")),

        // Convolutions with biases, each with a normalisation of 512 channels.
        new(
            "wav2vec2-large-960h-lv60",
            315_471_520,
            (512 * (10 + (4 * 3 * 512) + (2 * 2 * 512))) + (7 * 3 * 512) + (2 * 512) + (512 * 1024) + 1024 + 1024
                + (1024 * 64 * 128) + 128 + 1024 + (2 * 1024) + (24 * HandCount.Block(1024, 4096)) + (1024 * 32) + 32,
            Of("wav2vec2", "Wav2Vec2ForCTC", Wav2Vec2Base.Replace("768", "1024", StringComparison.Ordinal).Replace("3072", "4096", StringComparison.Ordinal).Replace("num_hidden_layers: 12, num_attention_heads: 12", "num_hidden_layers: 24, num_attention_heads: 16", StringComparison.Ordinal).Replace("conv_bias: false, feat_extract_norm: 'group'", "conv_bias: true, feat_extract_norm: 'layer'", StringComparison.Ordinal) + ", do_stable_layer_norm: true, vocab_size: 32")),
        new("HuBERT-base", 94_371_712, Wav2Vec2, Of("hubert", "HubertModel", Wav2Vec2Base)),

        // The text networks are those of NLLB; of the whole with speech, no count of them alone is published.
        new(
            "SeamlessM4T-medium, text to text",
            615_073_792,
            (256_206 * 1024) + Bart(1024, 4096, 12, 12) + (2 * 2048),
            Of("seamless_m4t", "SeamlessM4TForTextToText", "vocab_size: 256206, hidden_size: 1024, encoder_layers: 12, decoder_layers: 12, encoder_attention_heads: 16, decoder_attention_heads: 16, encoder_ffn_dim: 4096, decoder_ffn_dim: 4096, activation_function: 'relu', scale_embedding: true, max_position_embeddings: 1024")),
    ];

    // Words, blocks of four square matrices and three of a gated network, and scales without offsets, of which the first block has one less.
    private static long ModernBert(long d, long f, long layers) => (50_368 * d) + (layers * ((4 * d * d) + (3 * d * f) + (2 * d))) - d + d + d;

    // Seven convolutions, the normalisation of the first, the projection of 512 features, a token for what is hidden, a convolution of positions
    // in 16 groups with 128 lengths, a normalisation, blocks.
    private static long Wav2Vec2 =>
        (512 * (10 + (4 * 3 * 512) + (2 * 2 * 512))) + (2 * 512) + (2 * 512) + (512 * 768) + 768 + 768
        + (768 * 48 * 128) + 128 + 768 + (2 * 768) + (12 * HandCount.Block(768, 3072));
}
