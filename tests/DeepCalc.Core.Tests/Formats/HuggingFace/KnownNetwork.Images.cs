namespace DeepCalc.Tests.Formats.HuggingFace;

// Networks of texts and images.
internal sealed partial record KnownNetwork
{
    private const string Clip336 = "{model_type: 'clip_vision_model', hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, image_size: 336, patch_size: 14}";
    private const string Qwen2Vision = "depth: 32, embed_dim: 1280, mlp_ratio: 4, num_heads: 16, patch_size: 14, spatial_merge_size: 2, temporal_patch_size: 2";
    private const string Qwen3Vision = "model_type: 'qwen3_vl', depth: 27, hidden_size: 1152, intermediate_size: 4304, num_heads: 16, patch_size: 16, num_position_embeddings: 2304, deepstack_visual_indexes: [8, 16, 24]";

    private static IReadOnlyList<KnownNetwork> Images =>
    [
        // A text network of width 512, a vision network of width 768, two projections, one factor.
        new(
            "CLIP-ViT-B/32",
            151_277_313,
            TextEncoder(49_408, 77, 512, 2048, 12) + (512 * 512) + ClipImage(32, 50, 768, 3072, 12) + (768 * 512) + 1,
            Of("clip", "CLIPModel", "projection_dim: 512, text_config: {model_type: 'clip_text_model'}, vision_config: {model_type: 'clip_vision_model'}")),
        new(
            "CLIP-ViT-L/14",
            427_616_513,
            TextEncoder(49_408, 77, 768, 3072, 12) + (768 * 768) + ClipImage(14, 257, 1024, 4096, 24) + (1024 * 768) + 1,
            Of("clip", "CLIPModel", "projection_dim: 768, text_config: {hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12}, vision_config: {hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, patch_size: 14}")),
        new(
            "SigLIP-B/16",
            203_155_970,
            TextEncoder(32_000, 64, 768, 3072, 12) + HandCount.Square + SiglipImage(16, 196, 768, 3072, 12) + SiglipHead(768, 3072) + 2,
            Of("siglip", "SiglipModel", "text_config: {model_type: 'siglip_text_model'}, vision_config: {model_type: 'siglip_vision_model'}")),
        new(
            "SigLIP-SO400M/14-384",
            877_960_498,
            TextEncoder(32_000, 64, 1152, 4304, 27) + (1152 * 1152) + 1152 + SiglipImage(14, 729, 1152, 4304, 27) + SiglipHead(1152, 4304) + 2,
            Of("siglip", "SiglipModel", "text_config: {hidden_size: 1152, intermediate_size: 4304, num_attention_heads: 16, num_hidden_layers: 27}, vision_config: {hidden_size: 1152, intermediate_size: 4304, num_attention_heads: 16, num_hidden_layers: 27, image_size: 384, patch_size: 14}")),
        new(
            "LLaVA-1.5-7B",
            7_063_427_072,
            HandCount.Llama(32_064, 4096, 11_008, 32, 32, 32, 128) + ClipImage(14, 577, 1024, 4096, 24) + (1024 * 4096) + 4096 + (4096 * 4096) + 4096,
            Of("llava", "LlavaForConditionalGeneration", $"text_config: {{model_type: 'llama', vocab_size: 32064}}, vision_config: {Clip336}, vision_feature_layer: -2, vision_feature_select_strategy: 'default', projector_hidden_act: 'gelu'")),

        // The average of 4x4 patches has no weights; a normalisation and a matrix have 1152 and 1152·2560.
        new(
            "Gemma-3-4B, with images",
            4_300_079_472,
            HandCount.Llama(262_208, 2560, 10_240, 34, 8, 4, 256, tied: true, headNorms: true, norms: 4) + SiglipImage(14, 4096, 1152, 4304, 27) + 1152 + (1152 * 2560),
            Of("gemma3", "Gemma3ForConditionalGeneration", "mm_tokens_per_image: 256, text_config: {model_type: 'gemma3_text', hidden_size: 2560, intermediate_size: 10240, num_hidden_layers: 34, sliding_window: 1024}, vision_config: {model_type: 'siglip_vision_model', hidden_size: 1152, intermediate_size: 4304, num_attention_heads: 16, num_hidden_layers: 27, image_size: 896, patch_size: 14, vision_use_head: false}")),
        new(
            "Mistral-Small-3.1-24B",
            24_011_361_280,
            HandCount.Llama(131_072, 5120, 32_768, 40, 32, 8, 128)
                + (3 * 14 * 14 * 1024) + 1024 + (24 * ((4 * 1024 * 1024) + (3 * 1024 * 4096) + (2 * 1024)))
                + 1024 + (4 * 1024 * 1024) + (1024 * 5120) + (5120 * 5120),
            Of("mistral3", "Mistral3ForConditionalGeneration", "multimodal_projector_bias: false, projector_hidden_act: 'gelu', spatial_merge_size: 2, vision_feature_layer: -1, text_config: {model_type: 'mistral', vocab_size: 131072, hidden_size: 5120, intermediate_size: 32768, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, sliding_window: null}, vision_config: {model_type: 'pixtral', hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, head_dim: 64, image_size: 1540, patch_size: 14, rope_theta: 10000.0}")),
        new(
            "Qwen2-VL-2B",
            2_208_985_600,
            HandCount.Llama(151_936, 1536, 8960, 28, 12, 2, 128, tied: true, inputBias: true) + (1176 * 1280) + (32 * HandCount.Block(1280, 5120)) + (2 * 1280) + Merger(1280, 1536),
            Of("qwen2_vl", "Qwen2VLForConditionalGeneration", $"vocab_size: 151936, hidden_size: 1536, intermediate_size: 8960, num_hidden_layers: 28, num_attention_heads: 12, num_key_value_heads: 2, tie_word_embeddings: true, vision_config: {{{Qwen2Vision}, hidden_size: 1536}}")),
        new(
            "Qwen2.5-VL-7B",
            8_292_166_656,
            HandCount.Llama(152_064, 3584, 18_944, 28, 28, 4, 128, inputBias: true)
                + (1176 * 1280) + (32 * ((4 * ((1280 * 1280) + 1280)) + (3 * 1280 * 3420) + (2 * 3420) + 1280 + (2 * 1280))) + 1280 + Merger(1280, 3584),
            Of("qwen2_5_vl", "Qwen2_5_VLForConditionalGeneration", "tie_word_embeddings: false, text_config: {model_type: 'qwen2_5_vl_text', vocab_size: 152064, hidden_size: 3584, intermediate_size: 18944, num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4}, vision_config: {depth: 32, hidden_size: 1280, intermediate_size: 3420, num_heads: 16, out_hidden_size: 3584, window_size: 112, fullatt_block_indexes: [7, 15, 23, 31]}")),
        new(
            "Qwen3-VL-8B",
            8_767_123_696,
            HandCount.Llama(151_936, 4096, 12_288, 36, 32, 8, 128, headNorms: true) + Qwen3Image(4096),
            Of("qwen3_vl", "Qwen3VLForConditionalGeneration", $"tie_word_embeddings: false, text_config: {{model_type: 'qwen3_vl_text', vocab_size: 151936, hidden_size: 4096, intermediate_size: 12288, num_hidden_layers: 36, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128}}, vision_config: {{{Qwen3Vision}, out_hidden_size: 4096}}")),
        new(
            "Qwen3-VL-30B-A3B",
            31_070_754_032,
            HandCount.Llama(151_936, 2048, 768, 48, 32, 4, 128, headNorms: true, experts: 128, routes: 128) + Qwen3Image(2048),
            Of("qwen3_vl_moe", "Qwen3VLMoeForConditionalGeneration", $"tie_word_embeddings: false, text_config: {{model_type: 'qwen3_vl_moe_text', vocab_size: 151936, hidden_size: 2048, intermediate_size: 6144, moe_intermediate_size: 768, num_experts: 128, num_experts_per_tok: 8, num_hidden_layers: 48, num_attention_heads: 32, num_key_value_heads: 4, head_dim: 128, decoder_sparse_step: 1, mlp_only_layers: []}}, vision_config: {{{Qwen3Vision.Replace("qwen3_vl", "qwen3_vl_moe", StringComparison.Ordinal)}, out_hidden_size: 2048}}")),
    ];

    // Words, positions, blocks, the last normalisation.
    private static long TextEncoder(long v, long positions, long d, long f, long layers) => ((v + positions) * d) + (layers * HandCount.Block(d, f)) + (2 * d);

    // Patches without a bias, a token, positions, a normalisation before the blocks and one behind them.
    private static long ClipImage(long patch, long positions, long d, long f, long layers) =>
        (3 * patch * patch * d) + d + (positions * d) + (2 * d) + (layers * HandCount.Block(d, f)) + (2 * d);

    private static long SiglipImage(long patch, long positions, long d, long f, long layers) =>
        (3 * patch * patch * d) + d + (positions * d) + (layers * HandCount.Block(d, f)) + (2 * d);

    // A query, attention, a normalisation and a feed-forward network.
    private static long SiglipHead(long d, long f) => d + HandCount.Block(d, f, norms: 1);

    // Two matrices on four patches, with biases.
    private static long Merger(long d, long output) => (4 * d * 4 * d) + (4 * d) + (4 * d * output) + output;

    // Patches of 2·16·16·3, positions, blocks, and four mergers, one of which normalises 1152 features and three 4608.
    private static long Qwen3Image(long output) =>
        (1536 * 1152) + 1152 + (2304 * 1152) + (27 * HandCount.Block(1152, 4304)) + (4 * Merger(1152, output)) + (2 * 1152) + (3 * 2 * 4608);
}
