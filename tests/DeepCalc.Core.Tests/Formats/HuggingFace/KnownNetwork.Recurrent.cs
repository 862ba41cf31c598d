namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Decoders with recurrence in place of attention, or beside it.</summary>
internal sealed partial record KnownNetwork
{
    private static IEnumerable<KnownNetwork> Recurrent =>
    [
        new(
            "Mamba-130M",
            129_135_360,
            (50_280 * 768) + (24 * (HandCount.Mamba(768, 1536, 16, 48) + 768)) + 768,
            Of("mamba", "MambaForCausalLM", "vocab_size: 50280, hidden_size: 768, num_hidden_layers: 24, state_size: 16, expand: 2, intermediate_size: 1536, conv_kernel: 4, time_step_rank: 48, use_bias: false, use_conv_bias: true")),
        new(
            "Mamba-Codestral-7B",
            7_285_403_648,
            (2 * 32_768 * 4096) + (64 * (HandCount.Mamba2(4096, 128, 64, 128, 8) + 4096)) + 4096,
            Of("mamba2", "Mamba2ForCausalLM", "vocab_size: 32768, hidden_size: 4096, num_hidden_layers: 64, num_heads: 128, head_dim: 64, state_size: 128, n_groups: 8, expand: 2, conv_kernel: 4, chunk_size: 256, use_bias: false, use_conv_bias: true, tie_word_embeddings: false")),
        new(
            "Falcon-Mamba-7B",
            7_272_665_088,
            (2 * 65_024 * 4096) + (64 * (HandCount.Mamba(4096, 8192, 16, 256) + 4096)) + 4096,
            Of("falcon_mamba", "FalconMambaForCausalLM", "vocab_size: 65024, hidden_size: 4096, num_hidden_layers: 64, state_size: 16, expand: 16, intermediate_size: 8192, conv_kernel: 4, time_step_rank: 256, use_bias: false, use_conv_bias: true, tie_word_embeddings: false")),

        // Attention in 4 of 32 layers, experts in 16.
        new(
            "Jamba-v0.1",
            51_570_323_328,
            (2 * 65_536 * 4096) + (4 * HandCount.Attention(4096, 32, 8, 128)) + (28 * (HandCount.Mamba(4096, 8192, 16, 256) + 256 + 16 + 16))
                + (16 * (3L * 4096 * 14_336)) + (16 * ((16 * 3L * 4096 * 14_336) + (16 * 4096))) + (32 * 2 * 4096) + 4096,
            Of("jamba", "JambaForCausalLM", "vocab_size: 65536, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, attn_layer_period: 8, attn_layer_offset: 4, expert_layer_period: 2, expert_layer_offset: 1, num_experts: 16, num_experts_per_tok: 2, mamba_d_state: 16, mamba_d_conv: 4, mamba_expand: 2, mamba_dt_rank: 256, mamba_conv_bias: true, mamba_proj_bias: false, tie_word_embeddings: false")),

        // Attention in 4 of 40 layers.
        new(
            "Granite-4.0-H-Tiny",
            6_939_037_248,
            (100_352 * 1536) + (4 * HandCount.Attention(1536, 12, 4, 128)) + (36 * HandCount.Mamba2(1536, 48, 64, 128, 1))
                + (40 * ((64 * 3L * 1536 * 512) + (64 * 1536) + (3 * 1536 * 1024) + (2 * 1536))) + 1536,
            Of("granitemoehybrid", "GraniteMoeHybridForCausalLM", $"vocab_size: 100352, hidden_size: 1536, intermediate_size: 512, shared_intermediate_size: 1024, num_hidden_layers: 40, num_attention_heads: 12, num_key_value_heads: 4, num_local_experts: 64, num_experts_per_tok: 6, mamba_n_heads: 48, mamba_d_head: 64, mamba_d_state: 128, mamba_n_groups: 1, mamba_expand: 2, mamba_d_conv: 4, mamba_chunk_size: 256, position_embedding_type: 'nope', embedding_multiplier: 12, attention_multiplier: 0.0078125, residual_multiplier: 0.22, logits_scaling: 6, tie_word_embeddings: true, layer_types: [{TinyLayers}]")),

        // The gate and the convolved features are 1536 wide; attention has 8 heads of 64.
        new(
            "Falcon-H1-0.5B",
            521_411_104,
            (2 * 32_784 * 1024) + (36 * (HandCount.Mamba2(1024, 24, 64, 128, 1) - 1536 + HandCount.Attention(1024, 8, 2, 64) + (3 * 1024 * 2048) + (2 * 1024))) + 1024,
            Of("falcon_h1", "FalconH1ForCausalLM", "vocab_size: 32784, hidden_size: 1024, intermediate_size: 2048, num_hidden_layers: 36, num_attention_heads: 8, num_key_value_heads: 2, head_dim: 64, mamba_d_ssm: 1536, mamba_n_heads: 24, mamba_d_head: 64, mamba_d_state: 128, mamba_n_groups: 1, mamba_d_conv: 4, mamba_chunk_size: 128, mamba_rms_norm: false, mamba_expand: 2, attention_in_multiplier: 1.0, attention_out_multiplier: 0.9375, embedding_multiplier: 5.656854249492381, key_multiplier: 0.390625, lm_head_multiplier: 0.0390625, mlp_multipliers: [0.8838834764831845, 0.5859375], ssm_in_multiplier: 1.25, ssm_out_multiplier: 0.23570226039551587, ssm_multipliers: [0.3535533905932738, 0.25, 0.3535533905932738, 0.5, 0.3535533905932738], projectors_bias: false, tie_word_embeddings: false")),

        // The first block has one normalisation more.
        new(
            "RWKV-4-169M",
            169_342_464,
            (2 * 50_277 * 768) + (12 * ((5 * 768 * 768) + (2 * 768 * 3072) + (7 * 768) + (4 * 768))) + (2 * 2 * 768),
            Of("rwkv", "RwkvForCausalLM", "vocab_size: 50277, hidden_size: 768, num_hidden_layers: 12, attention_hidden_size: 768, intermediate_size: 3072, context_length: 1024, rescale_every: 6, tie_word_embeddings: false")),

        // Attention in 6 of 16 layers; two thirds of 12288 hidden units.
        new(
            "LFM2-1.2B",
            1_170_340_608,
            (65_536 * 2048) + (10 * ((4 * 2048 * 2048) + (3 * 2048))) + (6 * (HandCount.Attention(2048, 32, 8, 64) + (2 * 64))) + (16 * ((3 * 2048 * 8192) + (2 * 2048))) + 2048,
            Of("lfm2", "Lfm2ForCausalLM", "vocab_size: 65536, hidden_size: 2048, num_hidden_layers: 16, num_attention_heads: 32, num_key_value_heads: 8, block_ff_dim: 12288, block_auto_adjust_ff_dim: true, block_ffn_dim_multiplier: 1.0, block_multiple_of: 256, block_norm_eps: 1e-05, conv_bias: false, conv_L_cache: 3, full_attn_idxs: [2, 5, 8, 10, 12, 14]")),

        // By the classes of transformers, as the networks below: attention in 3 of 32 layers.
        new(
            "Bamba-9B",
            9_780_235_392,
            (2L * 128_256 * 4096) + (3 * HandCount.Attention(4096, 32, 8, 128)) + (29 * HandCount.Mamba2(4096, 128, 64, 128, 1)) + (32 * ((3L * 4096 * 14_336) + (2 * 4096))) + 4096,
            Of("bamba", "BambaForCausalLM", "vocab_size: 128256, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, attn_layer_indices: [9, 18, 27], attn_rotary_emb: 64, mamba_n_heads: 128, mamba_d_head: 64, mamba_d_state: 128, mamba_n_groups: 1, mamba_expand: 2, mamba_d_conv: 4, mamba_chunk_size: 256, mamba_conv_bias: true, mamba_proj_bias: false, tie_word_embeddings: false")),

        // Without experts, only the shared network is there.
        new(
            "Granite-4.0-H-Micro",
            3_191_396_096,
            (100_352 * 2048) + (4 * HandCount.Attention(2048, 32, 8, 64)) + (36 * HandCount.Mamba2(2048, 64, 64, 128, 1)) + (40 * ((3 * 2048 * 8192) + (2 * 2048))) + 2048,
            Of("granitemoehybrid", "GraniteMoeHybridForCausalLM", $"vocab_size: 100352, hidden_size: 2048, intermediate_size: 8192, shared_intermediate_size: 8192, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 8, num_local_experts: 0, num_experts_per_tok: 0, mamba_n_heads: 64, mamba_d_head: 64, mamba_d_state: 128, mamba_n_groups: 1, mamba_expand: 2, mamba_d_conv: 4, position_embedding_type: 'nope', embedding_multiplier: 12, attention_multiplier: 0.015625, residual_multiplier: 0.22, logits_scaling: 8, tie_word_embeddings: true, layer_types: [{TinyLayers}]")),

        // Two blocks of attention before 9 of 54 layers, with adapters of the feed-forward network.
        new(
            "Zamba2-2.7B",
            2_662_214_560,
            (32_000 * 2560) + (54 * (HandCount.Mamba2(2560, 80, 64, 64, 1) + 2560)) + (2 * ((2 * 2560) + (3 * 5120 * 5120L) + (5120 * 2560) + 2560 + (3 * 2560 * 10_240)))
                + (9 * ((2560 * 128) + (128 * 2 * 10_240) + (2560 * 2560))) + 2560,
            Of("zamba2", "Zamba2ForCausalLM", $"vocab_size: 32000, hidden_size: 2560, intermediate_size: 10240, num_hidden_layers: 54, num_attention_heads: 32, num_key_value_heads: 32, n_mamba_heads: 80, mamba_d_state: 64, mamba_ngroups: 1, mamba_expand: 2, mamba_d_conv: 4, chunk_size: 256, num_mem_blocks: 2, use_shared_mlp_adapter: true, use_shared_attention_adapter: false, adapter_rank: 128, use_mem_rope: false, add_bias_linear: false, layers_block_type: [{Zamba(54, 6, 12, 18, 24, 30, 36, 42, 47, 51)}]")),

        // One block before 6 of 38 layers, with adapters of attention too.
        new(
            "Zamba2-1.2B",
            1_215_064_704,
            (32_000 * 2048) + (38 * (HandCount.Mamba2(2048, 64, 64, 128, 1) + 2048)) + (2 * 2048) + (3 * 4096 * 4096L) + (4096 * 2048) + 2048 + (3 * 2048 * 8192)
                + (6 * ((3 * 2 * 4096 * 128) + (2048 * 128) + (128 * 2 * 8192) + (2048 * 2048))) + 2048,
            Of("zamba2", "Zamba2ForCausalLM", $"vocab_size: 32000, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 38, num_attention_heads: 32, num_key_value_heads: 32, n_mamba_heads: 64, mamba_d_state: 128, mamba_ngroups: 1, mamba_expand: 2, mamba_d_conv: 4, chunk_size: 256, num_mem_blocks: 1, use_shared_mlp_adapter: true, use_shared_attention_adapter: true, adapter_rank: 128, use_mem_rope: true, add_bias_linear: false, layers_block_type: [{Zamba(38, 5, 11, 17, 23, 29, 35)}]")),
    ];

    private static string Zamba(int layers, params int[] hybrids) => string.Join(", ", Enumerable.Range(0, layers).Select(layer => hybrids.Contains(layer) ? "'hybrid'" : "'mamba'"));

    private static string TinyLayers => string.Join(", ", Enumerable.Range(0, 40).Select(layer => layer % 10 == 5 ? "'attention'" : "'mamba'"));
}
