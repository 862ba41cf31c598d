namespace DeepCalc.Tests.Formats.HuggingFace;

// Decoders of recent years. Published counts are of model cards and papers (P) or of figures that follow from them; the others are the sum over the
// public class (S). Layers that predict further tokens, and biases that only balance experts, are in none.
internal sealed partial record KnownNetwork
{
    private const string DeepSeekV2 = "vocab_size: 102400, kv_lora_rank: 512, qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128, n_shared_experts: 2, num_experts_per_tok: 6, first_k_dense_replace: 1, moe_layer_freq: 1, norm_topk_prob: false, scoring_func: 'softmax', aux_loss_alpha: 0.001, seq_aux: true";
    private const string DeepSeekV3 = "hidden_size: 7168, intermediate_size: 18432, moe_intermediate_size: 2048, num_hidden_layers: 61, q_lora_rank: 1536, kv_lora_rank: 512, qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128, n_shared_experts: 1, num_experts_per_tok: 8, moe_layer_freq: 1, norm_topk_prob: true, scoring_func: 'sigmoid', topk_method: 'noaux_tc', num_nextn_predict_layers: 1, tie_word_embeddings: false";
    private const string Glm5 = "vocab_size: 154880, hidden_size: 6144, intermediate_size: 12288, moe_intermediate_size: 2048, num_hidden_layers: 78, num_attention_heads: 64, num_key_value_heads: 64, q_lora_rank: 2048, kv_lora_rank: 512, qk_head_dim: 256, qk_nope_head_dim: 192, qk_rope_head_dim: 64, v_head_dim: 256, head_dim: 64, n_routed_experts: 256, n_shared_experts: 1, num_experts_per_tok: 8, first_k_dense_replace: 3, n_group: 1, topk_group: 1, norm_topk_prob: true, routed_scaling_factor: 2.5, scoring_func: 'sigmoid', topk_method: 'noaux_tc', index_n_heads: 32, index_head_dim: 128, index_topk: 2048";
    private const string GptOss = "vocab_size: 201088, hidden_size: 2880, intermediate_size: 2880, num_attention_heads: 64, num_key_value_heads: 8, head_dim: 64, attention_bias: true, num_experts_per_tok: 4, experts_per_token: 4, sliding_window: 128, swiglu_limit: 7.0, rope_theta: 150000, rope_scaling: {rope_type: 'yarn', factor: 32.0}, tie_word_embeddings: false";
    private const string Qwen35 = "vocab_size: 248320, num_key_value_heads: 4, head_dim: 256, attention_bias: false, attn_output_gate: true, full_attention_interval: 4, linear_conv_kernel_dim: 4, linear_key_head_dim: 128, linear_num_key_heads: 16, linear_value_head_dim: 128, mlp_only_layers: [], mtp_num_hidden_layers: 1, rope_parameters: {rope_theta: 10000000, rope_type: 'default', partial_rotary_factor: 0.25}";
    private const string Llama4 = "vocab_size: 202048, hidden_size: 5120, intermediate_size: 8192, intermediate_size_mlp: 16384, num_hidden_layers: 48, num_attention_heads: 40, num_key_value_heads: 8, head_dim: 128, attention_chunk_size: 8192, num_experts_per_tok: 1, no_rope_layers: [], attn_temperature_tuning: 4";
    private const string NemotronH = "vocab_size: 131072, hidden_size: 2688, intermediate_size: 1856, num_attention_heads: 32, num_key_value_heads: 2, head_dim: 128, mamba_num_heads: 64, mamba_head_dim: 64, ssm_state_size: 128, n_groups: 8, conv_kernel: 4, chunk_size: 128, expand: 2, use_conv_bias: true, use_bias: false, mlp_bias: false, mlp_hidden_act: 'relu2', n_routed_experts: 128, n_shared_experts: 1, num_experts_per_tok: 6, moe_intermediate_size: 1856, moe_shared_expert_intermediate_size: 3712, n_group: 1, topk_group: 1, norm_topk_prob: true, routed_scaling_factor: 2.5, time_step_limit: [0.0, Infinity], mamba_ssm_cache_dtype: 'float32'";
    private const string NanoPattern = "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME";

    private static IReadOnlyList<KnownNetwork> Decoders =>
    [
        new(
            "DeepSeek-V2-Lite", // P
            15_706_484_224,
            DecoderCount.Decoder(102_400, 2048, Latents(2048, 16, 0, 27, 1, DecoderCount.Gated(2048, 10_944), DecoderCount.Experts(2048, 1408, 64, 64, 2816))),
            Of("deepseek_v2", "DeepseekV2ForCausalLM", DeepSeekV2 + ", hidden_size: 2048, intermediate_size: 10944, moe_intermediate_size: 1408, num_hidden_layers: 27, num_attention_heads: 16, num_key_value_heads: 16, q_lora_rank: null, n_routed_experts: 64, topk_method: 'greedy', n_group: 1, topk_group: 1, routed_scaling_factor: 1.0")),
        new(
            "DeepSeek-V2", // P
            235_741_434_880,
            DecoderCount.Decoder(102_400, 5120, Latents(5120, 128, 1536, 60, 1, DecoderCount.Gated(5120, 12_288), DecoderCount.Experts(5120, 1536, 160, 160, 3072))),
            Of("deepseek_v2", "DeepseekV2ForCausalLM", DeepSeekV2 + ", hidden_size: 5120, intermediate_size: 12288, moe_intermediate_size: 1536, num_hidden_layers: 60, num_attention_heads: 128, num_key_value_heads: 128, q_lora_rank: 1536, n_routed_experts: 160, topk_method: 'group_limited_greedy', n_group: 8, topk_group: 3, routed_scaling_factor: 16.0")),
        new(
            "DeepSeek-V3", // P
            671_026_404_352,
            DecoderCount.Decoder(129_280, 7168, Latents(7168, 128, 1536, 61, 3, DecoderCount.Gated(7168, 18_432), DecoderCount.Experts(7168, 2048, 256, 256, 2048))),
            Of("deepseek_v3", "DeepseekV3ForCausalLM", DeepSeekV3 + ", vocab_size: 129280, num_attention_heads: 128, num_key_value_heads: 128, n_routed_experts: 256, first_k_dense_replace: 3, n_group: 8, topk_group: 4, routed_scaling_factor: 2.5, rope_scaling: {type: 'yarn', factor: 40, mscale: 1.0, mscale_all_dim: 1.0}")),
        new(
            "Kimi-K2", // P
            1_026_408_209_408,
            DecoderCount.Decoder(163_840, 7168, Latents(7168, 64, 1536, 61, 1, DecoderCount.Gated(7168, 18_432), DecoderCount.Experts(7168, 2048, 384, 384, 2048))),
            Of("kimi_k2", "DeepseekV3ForCausalLM", DeepSeekV3 + ", vocab_size: 163840, num_attention_heads: 64, num_key_value_heads: 64, n_routed_experts: 384, first_k_dense_replace: 1, n_group: 1, topk_group: 1, routed_scaling_factor: 2.827")),
        new(
            "DeepSeek-V3.2", // S
            671_877_929_216,
            DecoderCount.Decoder(129_280, 7168, Latents(7168, 128, 1536, 61, 3, DecoderCount.Gated(7168, 18_432), DecoderCount.Experts(7168, 2048, 256, 256, 2048)) + (61 * DecoderCount.Indexer(7168, 1536, 64, 128))),
            Of("deepseek_v32", "DeepseekV32ForCausalLM", DeepSeekV3 + ", vocab_size: 129280, num_attention_heads: 128, num_key_value_heads: 128, n_routed_experts: 256, first_k_dense_replace: 3, n_group: 8, topk_group: 4, routed_scaling_factor: 2.5, index_n_heads: 64, index_head_dim: 128, index_topk: 2048")),
        new("GLM-5", 743_911_199_232, Glm(78), Of("glm_moe_dsa", "GlmMoeDsaForCausalLM", Glm5)), // S
        new(
            "GLM-5.2", // S: 21 of 78 blocks have an indexer.
            743_377_000_704,
            Glm(21),
            Of("glm_moe_dsa", "GlmMoeDsaForCausalLM", Glm5 + ", index_topk_freq: 4, index_skip_topk_offset: 3, index_topk_pattern: null")),
        new(
            "GLM-4.7-Flash", // S
            29_943_390_976,
            DecoderCount.Decoder(154_880, 2048, (47 * (DecoderCount.Latent(2048, 20, 768, 512, 192, 64, 256) + (2 * 2048))) + DecoderCount.Gated(2048, 10_240) + (46 * DecoderCount.Experts(2048, 1536, 64, 64, 1536))),
            Of("glm4_moe_lite", "Glm4MoeLiteForCausalLM", "vocab_size: 154880, hidden_size: 2048, intermediate_size: 10240, moe_intermediate_size: 1536, num_hidden_layers: 47, num_attention_heads: 20, num_key_value_heads: 20, q_lora_rank: 768, kv_lora_rank: 512, qk_nope_head_dim: 192, qk_rope_head_dim: 64, v_head_dim: 256, n_routed_experts: 64, n_shared_experts: 1, num_experts_per_tok: 4, first_k_dense_replace: 1, routed_scaling_factor: 1.8")),
        new(
            "Kimi-Linear-48B-A3B", // P, without 256 biases in 26 blocks
            49_122_681_728 - (26 * 256),
            DecoderCount.Decoder(163_840, 2304, (20 * DecoderCount.KimiDelta(2304, 32, 128)) + (7 * DecoderCount.Latent(2304, 32, 0, 512, 128, 64, 128)) + (27 * 2 * 2304) + DecoderCount.Gated(2304, 9216) + (26 * DecoderCount.Experts(2304, 1024, 256, 256, 1024))),
            Of("kimi_linear", "KimiLinearForCausalLM", "vocab_size: 163840, hidden_size: 2304, intermediate_size: 9216, moe_intermediate_size: 1024, num_hidden_layers: 27, num_attention_heads: 32, num_key_value_heads: 32, head_dim: 72, q_lora_rank: null, kv_lora_rank: 512, qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128, mla_use_nope: true, num_experts: 256, num_experts_per_token: 8, num_shared_experts: 1, num_expert_group: 1, topk_group: 1, first_k_dense_replace: 1, moe_layer_freq: 1, moe_renormalize: true, moe_router_activation_func: 'sigmoid', routed_scaling_factor: 2.446, linear_attn_config: {head_dim: 128, num_heads: 32, short_conv_kernel_size: 4, full_attn_layers: [4, 8, 12, 16, 20, 24, 27], kda_layers: [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26]}")),
        new(
            "Kimi-K3, text", // S
            2_779_484_393_568,
            DecoderCount.Decoder(163_840, 7168, (69 * DecoderCount.KimiDelta(7168, 96, 128, fullGate: true)) + (24 * (DecoderCount.Latent(7168, 96, 1536, 512, 128, 64, 128) + (7168 * 96 * 128))) + (93 * 2 * 7168) + DecoderCount.Gated(7168, 33_792) + (92 * ((896 * DecoderCount.Gated(3584, 3072)) + (7168 * 896) + (2 * 7168 * 3584) + 3584 + DecoderCount.Gated(7168, 6144))) + (187 * 2 * 7168)),
            Of("kimi_linear", "KimiLinearForCausalLM", $"vocab_size: 163840, hidden_size: 7168, intermediate_size: 33792, moe_intermediate_size: 3072, routed_expert_hidden_size: 3584, latent_moe_use_norm: true, num_hidden_layers: 93, attn_res_block_size: 12, hidden_act: 'situ', activation_situ_beta: 4.0, activation_situ_linear_beta: 25.0, num_attention_heads: 96, num_key_value_heads: 96, q_lora_rank: 1536, kv_lora_rank: 512, qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128, mla_use_nope: true, mla_use_output_gate: true, num_experts: 896, num_experts_per_token: 16, num_shared_experts: 2, num_expert_group: 1, topk_group: 1, first_k_dense_replace: 1, moe_layer_freq: 1, moe_renormalize: true, moe_router_activation_func: 'sigmoid', routed_scaling_factor: 1.0, linear_attn_config: {{head_dim: 128, num_heads: 96, short_conv_kernel_size: 4, gate_lower_bound: -5.0, use_full_rank_gate: true, full_attn_layers: [{Numbers(layer => layer % 4 == 0 || layer == 93)}], kda_layers: [{Numbers(layer => layer % 4 != 0 && layer != 93)}]}}")),
        new(
            "GLM-4-9B", // P
            9_399_951_360,
            DecoderCount.Decoder(151_552, 4096, 40 * (DecoderCount.Grouped(4096, 32, 2, 128) + 4096 + 512 + DecoderCount.Gated(4096, 13_696) + (2 * 4096))),
            Of("glm", "GlmForCausalLM", "vocab_size: 151552, hidden_size: 4096, intermediate_size: 13696, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 2, head_dim: 128, attention_bias: true, partial_rotary_factor: 0.5, tie_word_embeddings: false")),
        new(
            "GLM-4-9B-0414", // P
            9_400_279_040,
            DecoderCount.Decoder(151_552, 4096, 40 * (DecoderCount.Grouped(4096, 32, 2, 128) + 4096 + 512 + DecoderCount.Gated(4096, 13_696) + (4 * 4096))),
            Of("glm4", "Glm4ForCausalLM", "vocab_size: 151552, hidden_size: 4096, intermediate_size: 13696, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 2, head_dim: 128, attention_bias: true, partial_rotary_factor: 0.5, tie_word_embeddings: false")),
        new(
            "GLM-4.5-Air", // S
            106_852_245_504,
            DecoderCount.Decoder(151_552, 4096, (46 * (DecoderCount.Grouped(4096, 96, 8, 128) + (12_288 + 2048) + (2 * 4096))) + DecoderCount.Gated(4096, 10_944) + (45 * DecoderCount.Experts(4096, 1408, 128, 128, 1408))),
            Of("glm4_moe", "Glm4MoeForCausalLM", "vocab_size: 151552, hidden_size: 4096, intermediate_size: 10944, moe_intermediate_size: 1408, num_hidden_layers: 46, num_attention_heads: 96, num_key_value_heads: 8, head_dim: 128, attention_bias: true, use_qk_norm: false, partial_rotary_factor: 0.5, n_routed_experts: 128, n_shared_experts: 1, num_experts_per_tok: 8, first_k_dense_replace: 1, n_group: 1, topk_group: 1, norm_topk_prob: true, routed_scaling_factor: 1.0, num_nextn_predict_layers: 1")),
        new("gpt-oss-20b", 20_914_757_184, OpenGpt(24, 32), Of("gpt_oss", "GptOssForCausalLM", GptOss + ", num_hidden_layers: 24, num_local_experts: 32")), // P
        new("gpt-oss-120b", 116_829_156_672, OpenGpt(36, 128), Of("gpt_oss", "GptOssForCausalLM", GptOss + ", num_hidden_layers: 36, num_local_experts: 128")), // P
        new(
            "Qwen3-Next-80B-A3B", // S
            79_674_391_296,
            DecoderCount.Decoder(151_936, 2048, (36 * DecoderCount.Delta(2048, 16, 128, 32, 128)) + (12 * GatedAttention(2048, 16, 2)) + (48 * (DecoderCount.Experts(2048, 512, 512, 512, 512) + 2048 + (2 * 2048)))),
            Of("qwen3_next", "Qwen3NextForCausalLM", "vocab_size: 151936, hidden_size: 2048, intermediate_size: 5120, num_hidden_layers: 48, num_attention_heads: 16, num_key_value_heads: 2, head_dim: 256, partial_rotary_factor: 0.25, linear_conv_kernel_dim: 4, linear_key_head_dim: 128, linear_num_key_heads: 16, linear_num_value_heads: 32, linear_value_head_dim: 128, moe_intermediate_size: 512, shared_expert_intermediate_size: 512, num_experts: 512, num_experts_per_tok: 10, norm_topk_prob: true, decoder_sparse_step: 1, mlp_only_layers: []")),
        new(
            "Qwen3.5-27B, text", // S
            26_895_998_464,
            DecoderCount.Decoder(248_320, 5120, (48 * DecoderCount.Delta(5120, 16, 128, 48, 128)) + (16 * GatedAttention(5120, 24, 4)) + (64 * (DecoderCount.Gated(5120, 17_408) + (2 * 5120)))),
            Of("qwen3_5_text", "Qwen3_5ForCausalLM", Qwen35 + ", hidden_size: 5120, intermediate_size: 17408, num_hidden_layers: 64, num_attention_heads: 24, linear_num_value_heads: 48")),
        new(
            "Qwen3.5-35B-A3B, text", // S
            34_660_610_688,
            DecoderCount.Decoder(248_320, 2048, (30 * DecoderCount.Delta(2048, 16, 128, 32, 128)) + (10 * GatedAttention(2048, 16, 2)) + (40 * (DecoderCount.Experts(2048, 512, 256, 256, 512) + 2048 + (2 * 2048)))),
            Of("qwen3_5_moe_text", "Qwen3_5MoeForCausalLM", Qwen35.Replace("num_key_value_heads: 4", "num_key_value_heads: 2", StringComparison.Ordinal) + ", hidden_size: 2048, moe_intermediate_size: 512, num_hidden_layers: 40, num_attention_heads: 16, linear_num_value_heads: 32, num_experts: 256, num_experts_per_tok: 8, shared_expert_intermediate_size: 512")),
        new(
            "Qwen3-VL-30B-A3B, text", // S, as Qwen3-30B-A3B
            30_532_122_624,
            HandCount.Llama(151_936, 2048, 768, 48, 32, 4, 128, headNorms: true, experts: 128, routes: 128),
            Of("qwen3_vl_moe_text", null, "vocab_size: 151936, hidden_size: 2048, intermediate_size: 6144, num_hidden_layers: 48, num_attention_heads: 32, num_key_value_heads: 4, head_dim: 128, moe_intermediate_size: 768, num_experts: 128, num_experts_per_tok: 8, decoder_sparse_step: 1, mlp_only_layers: [], tie_word_embeddings: false")),
        new(
            "Llama-4-Scout, text", // P
            107_769_861_120,
            DecoderCount.Decoder(202_048, 5120, 48 * (DecoderCount.Grouped(5120, 40, 8, 128) + (2 * 5120) + DecoderCount.Experts(5120, 8192, 16, 16, 8192))),
            Of("llama4_text", "Llama4ForCausalLM", Llama4 + ", interleave_moe_layer_step: 1, num_local_experts: 16, use_qk_norm: true")),
        new(
            "Llama-4-Maverick, text", // S
            400_711_848_960,
            DecoderCount.Decoder(202_048, 5120, (48 * (DecoderCount.Grouped(5120, 40, 8, 128) + (2 * 5120))) + (24 * (DecoderCount.Experts(5120, 8192, 128, 128, 8192) + DecoderCount.Gated(5120, 16_384)))),
            Of("llama4_text", "Llama4ForCausalLM", Llama4 + ", interleave_moe_layer_step: 2, num_local_experts: 128, use_qk_norm: false")),
        new(
            "Ministral-8B", // P
            8_019_808_256,
            HandCount.Llama(131_072, 4096, 12_288, 36, 32, 8, 128),
            Of("ministral", "MinistralForCausalLM", "vocab_size: 131072, hidden_size: 4096, intermediate_size: 12288, num_hidden_layers: 36, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, sliding_window: 32768")),
        new(
            "Ministral-3-8B, text", // S
            8_489_553_920,
            HandCount.Llama(131_072, 4096, 14_336, 34, 32, 8, 128),
            Of("ministral3", "Ministral3ForCausalLM", "vocab_size: 131072, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 34, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, rope_parameters: {rope_theta: 1000000.0, type: 'yarn', factor: 16.0, llama_4_scaling_beta: 0.1}")),
        new(
            "MiniMax-M2", // S
            228_689_748_992,
            DecoderCount.Decoder(200_064, 3072, 62 * (DecoderCount.Grouped(3072, 48, 8, 128) + (56 * 128) + (2 * 3072) + DecoderCount.Experts(3072, 1536, 256, 256))),
            Of("minimax_m2", "MiniMaxM2ForCausalLM", "vocab_size: 200064, hidden_size: 3072, intermediate_size: 1536, num_hidden_layers: 62, num_attention_heads: 48, num_key_value_heads: 8, head_dim: 128, num_local_experts: 256, num_experts_per_tok: 8, rotary_dim: 64, use_qk_norm: true, qk_norm_type: 'per_layer', use_routing_bias: true, scoring_func: 'sigmoid', shared_intermediate_size: 0, use_mtp: true, num_mtp_modules: 3")),
        new(
            "MiniMax-M3", // S
            426_174_565_632,
            DecoderCount.Decoder(200_064, 6144, (60 * (DecoderCount.Grouped(6144, 64, 4, 128) + (2 * 128) + (2 * 6144))) + (57 * ((6144 * 5 * 128) + (2 * 128))) + (3 * DecoderCount.Gated(6144, 12_288)) + (57 * DecoderCount.Experts(6144, 3072, 128, 128, 3072))),
            Of("minimax_m3", "MiniMaxM3SparseForCausalLM", $"vocab_size: 200064, hidden_size: 6144, intermediate_size: 3072, dense_intermediate_size: 12288, shared_intermediate_size: 3072, num_hidden_layers: 60, num_attention_heads: 64, num_key_value_heads: 4, head_dim: 128, hidden_act: 'swigluoai', swiglu_alpha: 1.702, swiglu_limit: 7.0, num_local_experts: 128, num_experts_per_tok: 4, n_shared_experts: 1, routed_scaling_factor: 2.0, rotary_dim: 64, use_gemma_norm: true, attention_output_gate: false, use_qk_norm: true, qk_norm_type: 'per_head', use_routing_bias: true, scoring_func: 'sigmoid', num_mtp_modules: 1, moe_layer_freq: [{LaterBlocks}], sparse_attention_config: {{use_sparse_attention: true, sparse_index_dim: 128, sparse_num_index_heads: 4, sparse_topk_blocks: 16, sparse_block_size: 128, sparse_local_block: 1, sparse_attention_freq: [{LaterBlocks}], sparse_disable_index_value: [{LaterBlocks}]}}")),
        new(
            "Minitron-4B", // S
            4_190_509_056,
            DecoderCount.Decoder(256_000, 3072, 32 * (DecoderCount.Grouped(3072, 24, 8, 128) + (2 * 3072 * 9216) + (4 * 3072))) + 3072,
            Of("nemotron", "NemotronForCausalLM", "vocab_size: 256000, hidden_size: 3072, intermediate_size: 9216, num_hidden_layers: 32, num_attention_heads: 24, num_key_value_heads: 8, head_dim: 128, hidden_act: 'relu2', partial_rotary_factor: 0.5, norm_eps: 1e-5, mlp_bias: false, attention_bias: false, tie_word_embeddings: false")),
        new("Nemotron-3-Nano-30B-A3B", 31_577_937_344, Nano, Of("nemotron_h", "NemotronHForCausalLM", NemotronH + $", num_hidden_layers: 52, hybrid_override_pattern: '{NanoPattern}'")), // P
        new(
            "Nemotron-3-Super-120B-A12B", // S
            120_668_687_360,
            DecoderCount.Decoder(131_072, 4096, (88 * 4096L) + (40 * DecoderCount.Mamba2(4096, 128, 64, 128, 8)) + (8 * DecoderCount.Grouped(4096, 32, 2, 128)) + (40 * ((512 * 2 * 1024 * 2688L) + (2 * 4096 * 1024) + (4096 * 512) + (2 * 4096 * 5376)))),
            Of("nemotron_h", "NemotronHForCausalLM", "vocab_size: 131072, hidden_size: 4096, intermediate_size: 2688, num_attention_heads: 32, num_key_value_heads: 2, head_dim: 128, mamba_num_heads: 128, mamba_head_dim: 64, ssm_state_size: 128, n_groups: 8, n_routed_experts: 512, num_experts_per_tok: 22, moe_intermediate_size: 2688, moe_shared_expert_intermediate_size: 5376, moe_latent_size: 1024, routed_scaling_factor: 5.0, layers_block_type: [" + string.Join(", ", SuperPattern.Select(letter => letter switch { 'M' => "'mamba'", 'E' => "'moe'", _ => "'attention'" })) + "]")),
        new(
            "Nemotron-H-56B", // S
            56_324_350_464,
            DecoderCount.Decoder(131_072, 8192, (118 * 8192L) + (54 * DecoderCount.Mamba2(8192, 256, 64, 256, 8)) + (10 * DecoderCount.Grouped(8192, 64, 8, 128)) + (54 * 2 * 8192 * 32_768L)),
            Of("nemotron_h", "NemotronHForCausalLM", $"vocab_size: 131072, hidden_size: 8192, intermediate_size: 32768, num_hidden_layers: 118, num_attention_heads: 64, num_key_value_heads: 8, attention_head_dim: 128, mamba_num_heads: 256, mamba_head_dim: 64, ssm_state_size: 256, n_groups: 8, time_step_rank: 512, hybrid_override_pattern: '{LargePattern}'")),
        new("Nemotron-Super-49B", 49_867_145_216, Searched, Of("nemotron-nas", "DeciLMForCausalLM", "vocab_size: 128256, hidden_size: 8192, intermediate_size: null, num_hidden_layers: 80, num_attention_heads: 64, num_key_value_heads: null, hidden_act: 'silu', block_configs: [" + string.Join(", ", SearchedBlocks.Select(BlockConfig)) + "]")), // P
        new(
            "EXAONE-4.0-1.2B", // P
            1_279_391_488,
            HandCount.Llama(102_400, 2048, 4096, 30, 32, 8, 64, tied: true, headNorms: true),
            Of("exaone4", "Exaone4ForCausalLM", "vocab_size: 102400, hidden_size: 2048, intermediate_size: 4096, num_hidden_layers: 30, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 64, sliding_window: null, sliding_window_pattern: null, tie_word_embeddings: true")),
        new(
            "EXAONE-4.0-32B", // S
            32_003_216_384,
            HandCount.Llama(102_400, 5120, 27_392, 64, 40, 8, 128, headNorms: true),
            Of("exaone4", "Exaone4ForCausalLM", "vocab_size: 102400, hidden_size: 5120, intermediate_size: 27392, num_hidden_layers: 64, num_attention_heads: 40, num_key_value_heads: 8, head_dim: 128, sliding_window: 4096, tie_word_embeddings: false")),
        new(
            "ERNIE-4.5-0.3B", // P
            360_748_032,
            HandCount.Llama(103_424, 1024, 3072, 18, 16, 2, 128, tied: true),
            Of("ernie4_5", "Ernie4_5ForCausalLM", "vocab_size: 103424, hidden_size: 1024, intermediate_size: 3072, num_hidden_layers: 18, num_attention_heads: 16, num_key_value_heads: 2, head_dim: 128, use_bias: false")),
        new(
            "ERNIE-4.5-21B-A3B", // P, without 64 biases in 27 blocks
            21_825_437_888 - (27 * 64),
            DecoderCount.Decoder(103_424, 2560, (28 * (DecoderCount.Grouped(2560, 20, 4, 128) + (2 * 2560))) + DecoderCount.Gated(2560, 12_288) + (27 * DecoderCount.Experts(2560, 1536, 64, 64, 3072)), tied: true),
            Of("ernie4_5_moe", "Ernie4_5_MoeForCausalLM", "vocab_size: 103424, hidden_size: 2560, intermediate_size: 12288, num_hidden_layers: 28, num_attention_heads: 20, num_key_value_heads: 4, moe_intermediate_size: 1536, moe_num_experts: 64, moe_k: 6, moe_num_shared_experts: 2, moe_layer_start_index: 1, moe_layer_end_index: -1, moe_layer_interval: 1, use_bias: false")),
        new(
            "Hunyuan-7B", // S
            7_504_568_320,
            HandCount.Llama(128_167, 4096, 14_336, 32, 32, 8, 128, tied: true, headNorms: true),
            Of("hunyuan_v1_dense", "HunYuanDenseV1ForCausalLM", "vocab_size: 128167, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, attention_head_dim: 128, use_qk_norm: true, use_cla: false, tie_word_embeddings: true")),
        new(
            "Hunyuan-A13B", // P
            80_393_183_232,
            DecoderCount.Decoder(128_167, 4096, 32 * (DecoderCount.Grouped(4096, 32, 8, 128) + 256 + (2 * 4096) + DecoderCount.Experts(4096, 3072, 64, 64, 3072)), tied: true),
            Of("hunyuan_v1_moe", "HunYuanMoEV1ForCausalLM", $"vocab_size: 128167, hidden_size: 4096, intermediate_size: 3072, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, num_experts: 64, moe_topk: [{string.Join(", ", Enumerable.Repeat(8, 32))}], num_shared_expert: [{string.Join(", ", Enumerable.Repeat(1, 32))}], moe_intermediate_size: [{string.Join(", ", Enumerable.Repeat(3072, 32))}], use_qk_norm: true, use_mixed_mlp_moe: true, tie_word_embeddings: true")),
        new(
            "MiMo-7B", // P, without the 210,790,400 of a layer that predicts a further token
            7_833_409_536 - 210_790_400,
            HandCount.Llama(151_680, 4096, 11_008, 36, 32, 8, 128, inputBias: true),
            Of("mimo", "MiMoForCausalLM", "vocab_size: 151680, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 36, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, attention_bias: true, use_sliding_window: false, sliding_window: 32768, max_window_layers: 32, num_nextn_predict_layers: 1, tie_word_embeddings: false")),
        new(
            "MiMo-V2-Flash", // S
            308_778_768_832,
            DecoderCount.Decoder(152_576, 4096, (9 * DecoderCount.Grouped(4096, 64, 4, 192, 128)) + (39 * (DecoderCount.Grouped(4096, 64, 8, 192, 128) + 64)) + (48 * 2 * 4096) + DecoderCount.Gated(4096, 16_384) + (47 * DecoderCount.Experts(4096, 2048, 256, 256))),
            Of("mimo_v2_flash", "MiMoV2FlashForCausalLM", $"vocab_size: 152576, hidden_size: 4096, intermediate_size: 16384, moe_intermediate_size: 2048, num_hidden_layers: 48, num_attention_heads: 64, num_key_value_heads: 4, head_dim: 192, v_head_dim: 128, partial_rotary_factor: 0.334, rope_theta: 5000000, swa_rope_theta: 10000, sliding_window: 128, attention_chunk_size: 128, swa_num_attention_heads: 64, swa_num_key_value_heads: 8, swa_head_dim: 192, swa_v_head_dim: 128, hybrid_layer_pattern: [{string.Join(", ", Enumerable.Range(0, 48).Select(layer => layer == 0 || (layer + 1) % 6 == 0 ? 0 : 1))}], moe_layer_freq: [{string.Join(", ", Enumerable.Range(0, 48).Select(layer => Math.Min(layer, 1)))}], n_routed_experts: 256, n_shared_experts: null, num_experts_per_tok: 8, n_group: 1, topk_group: 1, norm_topk_prob: true, routed_scaling_factor: null, scoring_func: 'sigmoid', topk_method: 'noaux_tc', layernorm_epsilon: 1e-5, attention_value_scale: 0.707, add_swa_attention_sink_bias: true, add_full_attention_sink_bias: false")),
    ];

    // Blocks with latent attention of DeepSeek's widths, of which the first have no experts.
    private static long Latents(long d, long h, long q, long layers, long dense, long network, long experts) =>
        (layers * (DecoderCount.Latent(d, h, q, 512, 128, 64, 128) + (2 * d))) + (dense * network) + ((layers - dense) * experts);

    private static long Glm(long indexers) => DecoderCount.Decoder(
        154_880,
        6144,
        (78 * (DecoderCount.Latent(6144, 64, 2048, 512, 192, 64, 256) + (2 * 6144))) + (indexers * DecoderCount.Indexer(6144, 2048, 32, 128)) + (3 * DecoderCount.Gated(6144, 12_288)) + (75 * DecoderCount.Experts(6144, 2048, 256, 256, 2048)));

    private static long OpenGpt(long layers, long experts)
    {
        long attention = DecoderCount.Grouped(2880, 64, 8, 64) + (80 * 64) + 2880 + 64;
        long network = DecoderCount.Experts(2880, 2880, experts, experts) + (experts * ((2 * 2880) + 2880)) + experts;
        return DecoderCount.Decoder(201_088, 2880, layers * (attention + network + (2 * 2880)));
    }

    // Attention whose queries are projected together with a gate, and norms of heads.
    private static long GatedAttention(long d, long h, long g) => DecoderCount.Grouped(d, h, g, 256) + (d * h * 256) + 512;

    private static long Nano => DecoderCount.Decoder(
        131_072,
        2688,
        (52 * 2688L) + (23 * DecoderCount.Mamba2(2688, 64, 64, 128, 8)) + (6 * DecoderCount.Grouped(2688, 32, 2, 128)) + (23 * ((128 * 2 * 2688 * 1856L) + (2688 * 128) + (2 * 2688 * 3712))));

    private static string SuperPattern => "MEMEMEM*EMEMEMEM*EMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEM*EMEMEMEME";

    private static string LargePattern => "M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-";

    // Whether a block has attention, and its multiple of the width.
    private static IEnumerable<(bool Attends, double Multiple)> SearchedBlocks => new (bool, double, int)[]
    {
        (true, 2.625, 1), (true, 5.25, 5), (false, 2.625, 2), (true, 5.25, 3), (false, 3.28125, 1), (true, 5.25, 30), (false, 1.3125, 1), (false, 2.625, 2),
        (false, 1.3125, 1), (false, 5.25, 1), (false, 1.3125, 1), (false, 2.625, 1), (false, 1.3125, 3), (true, 5.25, 1), (false, 1.3125, 1), (false, 1, 2),
        (false, 1.3125, 1), (false, 1, 3), (false, 1.3125, 2), (false, 0.5, 2), (false, 1, 2), (false, 0.5, 2), (false, 1, 1), (false, 0.5, 2), (true, 5.25, 9),
    }.SelectMany(run => Enumerable.Repeat((run.Item1, run.Item2), run.Item3));

    private static string BlockConfig((bool Attends, double Multiple) block) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{{attention: {{n_heads_in_group: {(block.Attends ? "8" : "null")}, no_op: {(block.Attends ? "false" : "true")}, replace_with_linear: false, window_length: null}}, ffn: {{ffn_mult: {block.Multiple}, no_op: false, replace_with_linear: false}}}}");

    // Two thirds of the multiple, rounded up to a multiple of 256; a block without attention has no norm before it.
    private static long Searched => DecoderCount.Decoder(128_256, 8192, SearchedBlocks.Sum(block =>
        (block.Attends ? DecoderCount.Grouped(8192, 64, 8, 128) + 8192 : 0) + 8192 + DecoderCount.Gated(8192, 256 * (long)Math.Ceiling(Math.Floor(2 * block.Multiple * 8192 / 3) / 256))));

    // 1 for each block of MiniMax-M3 but the first 3.
    private static string LaterBlocks => string.Join(", ", Enumerable.Range(0, 60).Select(layer => layer < 3 ? 0 : 1));

    // The numbers of Kimi K3's blocks that are of a kind.
    private static string Numbers(Func<int, bool> isOfKind) => string.Join(", ", Enumerable.Range(1, 93).Where(isOfKind));
}
