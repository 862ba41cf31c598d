namespace DeepCalc.Tests.Formats.HuggingFace;

// Recent networks of texts and images.
internal sealed partial record KnownNetwork
{
    private const string LlamaImage = "vision_config: {model_type: 'llama4_vision_model', hidden_size: 1408, intermediate_size: 5632, num_hidden_layers: 34, num_attention_heads: 16, image_size: 336, patch_size: 14, pixel_shuffle_ratio: 0.5, projector_input_dim: 4096, projector_output_dim: 4096, vision_output_dim: 4096}";

    private static IReadOnlyList<KnownNetwork> LaterImages =>
    [
        // The published count: the text network, a vision network of 577 positions, and three matrices.
        new(
            "Llama-4-Scout",
            108_641_793_536,
            107_769_861_120 + ClipImage(14, 577, 1408, 5632, 34) + (5632 * 4096) + (4096 * 4096) + (4096 * 5120),
            Of("llama4", "Llama4ForConditionalGeneration", $"text_config: {{model_type: 'llama4_text', {Llama4}, interleave_moe_layer_step: 1, num_local_experts: 16, use_qk_norm: true}}, {LlamaImage}")),

        // The published count of the file's tensors is 31,273,088,876; 2,304 of them standardise features and 60 are scalars of layers, which are
        // buffers. Rows and columns have 10,240 positions each.
        new(
            "Gemma-4-31B, with images",
            31_273_086_512,
            30_697_345_280 + (768 * 1152) + (2 * 10_240 * 1152) + (27 * ((4 * 1152 * 1152) + (3 * 1152 * 4304) + (4 * 1152) + (2 * 72))) + (1152 * 5376),
            Of("gemma4", "Gemma4ForConditionalGeneration", $"audio_config: null, text_config: {{model_type: 'gemma4_text', vocab_size: 262144, hidden_size: 5376, intermediate_size: 21504, num_hidden_layers: 60, num_attention_heads: 32, num_key_value_heads: 16, num_global_key_value_heads: 4, head_dim: 256, global_head_dim: 512, attention_k_eq_v: true, enable_moe_block: false, num_experts: null, top_k_experts: null, hidden_size_per_layer_input: 0, sliding_window: 1024, final_logit_softcapping: 30.0, {LaterRotary}}}, vision_config: {{model_type: 'gemma4_vision', hidden_size: 1152, intermediate_size: 4304, num_hidden_layers: 27, num_attention_heads: 16, num_key_value_heads: 16, head_dim: 72, global_head_dim: 72, patch_size: 16, pooling_kernel_size: 3, position_embedding_size: 10240, standardize: true, use_clipped_linears: false, rope_parameters: {{rope_theta: 100.0, rope_type: 'default'}}}}")),

        // By the modelling code alone, without the layer that predicts a further token.
        new(
            "Qwen3.5-27B, with images",
            27_356_728_560,
            26_895_998_464 + (1536 * 1152) + 1152 + (2304 * 1152) + (27 * HandCount.Block(1152, 4304)) + (2 * 1152) + Merger(1152, 5120),
            Of("qwen3_5", "Qwen3_5ForConditionalGeneration", $"tie_word_embeddings: false, text_config: {{model_type: 'qwen3_5_text', {Qwen35}, hidden_size: 5120, intermediate_size: 17408, num_hidden_layers: 64, num_attention_heads: 24, linear_num_value_heads: 48}}, vision_config: {{{Qwen3Vision.Replace("[8, 16, 24]", "[]", StringComparison.Ordinal)}, out_hidden_size: 5120}}")),

        // By the modelling code alone: patches, a map of 64x64 positions, blocks, two normalisations and two matrices.
        new(
            "Kimi-K2.5",
            1_026_879_353_328,
            1_026_408_209_408 + (588 * 1152) + 1152 + (4096 * 1152) + (27 * HandCount.Block(1152, 4304)) + (4 * 1152) + Merger(1152, 7168),
            Of("kimi_k25", "KimiK25ForConditionalGeneration", $"text_config: {{model_type: 'kimi_k2', {DeepSeekV3}, vocab_size: 163840, num_attention_heads: 64, num_key_value_heads: 64, n_routed_experts: 384, first_k_dense_replace: 1, n_group: 1, topk_group: 1, routed_scaling_factor: 2.827}}, vision_config: {{vt_hidden_size: 1152, vt_intermediate_size: 4304, vt_num_attention_heads: 16, vt_num_hidden_layers: 27, patch_size: 14, init_pos_emb_height: 64, init_pos_emb_width: 64, merge_kernel_size: [2, 2], merge_type: 'sd2_tpool', mm_projector_type: 'patchmerger', pos_emb_type: 'divided_fixed', projector_hidden_act: 'gelu'}}")),
    ];
}
