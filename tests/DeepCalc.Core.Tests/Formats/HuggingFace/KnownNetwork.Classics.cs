namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Classic decoders of attention.</summary>
internal sealed partial record KnownNetwork
{
    private static IEnumerable<KnownNetwork> Classics =>
    [
        new(
            "BLOOM-560M",
            559_214_592,
            (250_880 * 1024) + (2 * 2 * 1024) + (24 * HandCount.Block(1024, 4096)),
            Of("bloom", "BloomForCausalLM", "vocab_size: 250880, n_embed: 1024, n_layer: 24, n_head: 16, layer_norm_epsilon: 1e-05, apply_residual_connection_post_layernorm: false, attention_dropout: 0.0")),
        new(
            "BLOOM",
            176_247_271_424,
            (250_880 * 14_336L) + (2 * 2 * 14_336) + (70 * HandCount.Block(14_336, 57_344)),
            Of("bloom", "BloomForCausalLM", "vocab_size: 250880, hidden_size: 14336, num_hidden_layers: 70, num_attention_heads: 112")),

        // One head of keys and values, one normalisation a block.
        new(
            "Falcon-7B",
            6_921_720_704,
            (65_024 * 4544L) + (32 * ((4544 * (4544 + 128)) + (9L * 4544 * 4544) + (2 * 4544))) + (2 * 4544),
            Of("falcon", "FalconForCausalLM", "vocab_size: 65024, hidden_size: 4544, num_hidden_layers: 32, num_attention_heads: 71, multi_query: true, parallel_attn: true, new_decoder_architecture: false, alibi: false, bias: false")),

        // Eight heads of keys and values, a normalisation for each branch.
        new(
            "Falcon-40B",
            41_303_293_952,
            (65_024 * 8192L) + (60 * ((8192 * (8192 + 1024)) + (9L * 8192 * 8192) + (4 * 8192))) + (2 * 8192),
            Of("falcon", "FalconForCausalLM", "vocab_size: 65024, hidden_size: 8192, num_hidden_layers: 60, num_attention_heads: 128, num_kv_heads: 8, multi_query: true, parallel_attn: true, new_decoder_architecture: true, alibi: false, bias: false")),
        new(
            "Falcon-RW-1B",
            1_311_625_216,
            (50_304 * 2048) + (24 * HandCount.Block(2048, 8192)) + (2 * 2048),
            Of("falcon", "FalconForCausalLM", "vocab_size: 50304, hidden_size: 2048, n_layer: 24, n_head: 32, multi_query: false, parallel_attn: false, new_decoder_architecture: false, alibi: true, bias: true")),
        new(
            "MPT-7B",
            6_649_286_656,
            (50_432 * 4096) + (32 * ((12L * 4096 * 4096) + (2 * 4096))) + 4096,
            Of("mpt", "MPTForCausalLM", "vocab_size: 50432, d_model: 4096, n_layers: 32, n_heads: 32, expansion_ratio: 4, no_bias: true, attn_config: {alibi: true, attn_type: 'multihead_attention', clip_qkv: null, qk_ln: false}")),
        new(
            "OPT-125M",
            125_239_296,
            (50_272 * 768) + (2050 * 768) + (12 * HandCount.Block(768, 3072)) + (2 * 768),
            Of("opt", "OPTForCausalLM", "vocab_size: 50272, hidden_size: 768, ffn_dim: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 2048, word_embed_proj_dim: 768, do_layer_norm_before: true, activation_function: 'relu', pad_token_id: 1")),

        // Words are 512 wide, and no normalisation is last.
        new(
            "OPT-350M",
            331_196_416,
            (50_272 * 512) + (2050 * 1024) + (2 * 512 * 1024) + (24 * HandCount.Block(1024, 4096)),
            Of("opt", "OPTForCausalLM", "vocab_size: 50272, hidden_size: 1024, ffn_dim: 4096, num_hidden_layers: 24, num_attention_heads: 16, max_position_embeddings: 2048, word_embed_proj_dim: 512, do_layer_norm_before: false, activation_function: 'relu'")),
        new(
            "GPT-J-6B",
            6_050_882_784,
            (2 * 50_400 * 4096) + 50_400 + (28 * ((12L * 4096 * 4096) + 16_384 + 4096 + (2 * 4096))) + (2 * 4096),
            Of("gptj", "GPTJForCausalLM", "vocab_size: 50400, n_embd: 4096, n_layer: 28, n_head: 16, n_positions: 2048, rotary_dim: 64, n_inner: null, activation_function: 'gelu_new', tie_word_embeddings: false")),
        new(
            "CodeGen-350M",
            356_712_448,
            (2 * 51_200 * 1024) + 51_200 + (20 * ((12 * 1024 * 1024) + 4096 + 1024 + (2 * 1024))) + (2 * 1024),
            Of("codegen", "CodeGenForCausalLM", "vocab_size: 51200, n_embd: 1024, n_layer: 20, n_head: 16, n_positions: 2048, rotary_dim: 32, n_inner: null")),

        // Of attention, only the output has biases.
        new(
            "GPT-Neo-1.3B",
            1_315_575_808,
            (50_257 * 2048) + (2048 * 2048) + (24 * ((12 * 2048 * 2048) + 2048 + 8192 + 2048 + (4 * 2048))) + (2 * 2048),
            Of("gpt_neo", "GPTNeoForCausalLM", "vocab_size: 50257, hidden_size: 2048, num_layers: 24, num_heads: 16, intermediate_size: null, max_position_embeddings: 2048, window_size: 256, attention_types: [[['global', 'local'], 12]], activation_function: 'gelu_new'")),
        new(
            "OLMo-1B",
            1_176_764_416,
            (50_304 * 2048) + (16 * ((4 * 2048 * 2048) + (3 * 2048 * 8192))),
            Of("olmo", "OlmoForCausalLM", "vocab_size: 50304, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16, num_attention_heads: 16, num_key_value_heads: 16, clip_qkv: null, tie_word_embeddings: true")),
        new(
            "OLMo-7B",
            6_888_095_744,
            (2 * 50_304 * 4096) + (32 * ((4L * 4096 * 4096) + (3 * 4096 * 11_008))),
            Of("olmo", "OlmoForCausalLM", "vocab_size: 50304, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, clip_qkv: 8.0")),
        new(
            "OLMo-2-7B",
            7_298_617_344,
            HandCount.Llama(100_352, 4096, 11_008, 32, 32, 32, 128) + (32 * 2 * 4096),
            Of("olmo2", "Olmo2ForCausalLM", "vocab_size: 100352, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, tie_word_embeddings: false")),
        new(
            "OLMo-3-7B",
            7_298_011_136,
            HandCount.Llama(100_278, 4096, 11_008, 32, 32, 32, 128) + (32 * 2 * 4096),
            Of("olmo3", "Olmo3ForCausalLM", "vocab_size: 100278, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, sliding_window: 4096, rope_scaling: {rope_type: 'yarn', factor: 8.0}")),
        new(
            "OLMoE-1B-7B",
            6_919_161_856,
            HandCount.Llama(50_304, 2048, 1024, 16, 16, 16, 128, experts: 64, routes: 64) + (16 * 2 * 2048),
            Of("olmoe", "OlmoeForCausalLM", "vocab_size: 50304, hidden_size: 2048, intermediate_size: 1024, num_hidden_layers: 16, num_attention_heads: 16, num_key_value_heads: 16, num_experts: 64, num_experts_per_tok: 8, norm_topk_prob: false, clip_qkv: null")),
        new(
            "Granite-3.1-8B",
            8_170_848_256,
            HandCount.Llama(49_155, 4096, 12_800, 40, 32, 8, 128, tied: true),
            Of("granite", "GraniteForCausalLM", "vocab_size: 49155, hidden_size: 4096, intermediate_size: 12800, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 8, tie_word_embeddings: true, embedding_multiplier: 12.0, attention_multiplier: 0.0078125, residual_multiplier: 0.22, logits_scaling: 16.0")),
        new(
            "Granite-3.0-1B-A400M",
            1_334_628_352,
            HandCount.Llama(49_155, 1024, 512, 24, 16, 8, 64, tied: true, experts: 32, routes: 32),
            Of("granitemoe", "GraniteMoeForCausalLM", "vocab_size: 49155, hidden_size: 1024, intermediate_size: 512, num_hidden_layers: 24, num_attention_heads: 16, num_key_value_heads: 8, num_local_experts: 32, num_experts_per_tok: 8, tie_word_embeddings: true, embedding_multiplier: 12.0, attention_multiplier: 0.015625, residual_multiplier: 0.22, logits_scaling: 6.0")),

        // One normalisation a block, without offsets.
        new(
            "Command R",
            34_980_831_232,
            HandCount.Llama(256_000, 8192, 22_528, 40, 64, 64, 128, tied: true, norms: 1),
            Of("cohere", "CohereForCausalLM", "vocab_size: 256000, hidden_size: 8192, intermediate_size: 22528, num_hidden_layers: 40, num_attention_heads: 64, num_key_value_heads: 64, logit_scale: 0.0625")),

        // Each head has scales of its own.
        new(
            "Command R+",
            103_810_674_688,
            HandCount.Llama(256_000, 12_288, 33_792, 64, 96, 8, 128, tied: true, norms: 1) + (64 * (96 + 8) * 128),
            Of("cohere", "CohereForCausalLM", "vocab_size: 256000, hidden_size: 12288, intermediate_size: 33792, num_hidden_layers: 64, num_attention_heads: 96, num_key_value_heads: 8, logit_scale: 0.8333333333333334, use_qk_norm: true")),
        new(
            "Command R7B",
            8_028_033_024,
            HandCount.Llama(256_000, 4096, 14_336, 32, 32, 8, 128, tied: true, norms: 1),
            Of("cohere2", "Cohere2ForCausalLM", "vocab_size: 256000, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, sliding_window: 4096, sliding_window_pattern: 4, logit_scale: 0.25, position_embedding_type: 'rope_gptj', rotary_pct: 1.0, use_parallel_embedding: true, use_parallel_block: true")),
        new(
            "StarCoder2-3B",
            3_030_371_328,
            (49_152 * 3072) + (30 * ((2L * 3072 * 3072) + (2 * 3072 * 256) + (2 * 3072 * 12_288) + (2 * 3072) + (2 * 256) + 12_288 + 3072 + (4 * 3072))) + (2 * 3072),
            Of("starcoder2", "Starcoder2ForCausalLM", "vocab_size: 49152, hidden_size: 3072, intermediate_size: 12288, num_hidden_layers: 30, num_attention_heads: 24, num_key_value_heads: 2, use_bias: true, sliding_window: 4096, hidden_act: 'gelu_pytorch_tanh', norm_epsilon: 1e-05")),

        // Normalisations have scales and offsets.
        new(
            "StableLM-3B-4E1T",
            2_795_443_200,
            HandCount.Llama(50_304, 2560, 6912, 32, 32, 32, 80, norms: 4) + 2560,
            Of("stablelm", "StableLmForCausalLM", "vocab_size: 50304, hidden_size: 2560, intermediate_size: 6912, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, partial_rotary_factor: 0.25, use_qkv_bias: false, tie_word_embeddings: false")),

        // By the class of transformers: one normalisation a block, and scales of each head.
        new(
            "StableLM-2-12B",
            12_143_185_920,
            HandCount.Llama(100_352, 5120, 13_824, 40, 32, 8, 160, norms: 2) + 5120 + (40 * (32 + 8) * 160),
            Of("stablelm", "StableLmForCausalLM", "vocab_size: 100352, hidden_size: 5120, intermediate_size: 13824, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 8, partial_rotary_factor: 0.25, use_qkv_bias: false, use_parallel_residual: true, qk_layernorm: true, tie_word_embeddings: false")),
        new(
            "Granite with a shared expert, small",
            156_992,
            (1000 * 64) + (2 * (HandCount.Attention(64, 4, 2, 16) + (4 * 3 * 64 * 32) + (4 * 64) + (3 * 64 * 48) + (2 * 64))) + 64,
            Of("granitemoeshared", "GraniteMoeSharedForCausalLM", "vocab_size: 1000, hidden_size: 64, intermediate_size: 32, shared_intermediate_size: 48, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, num_local_experts: 4, num_experts_per_tok: 2, tie_word_embeddings: true")),

        // One head of keys and values.
        new(
            "StarCoder",
            15_517_456_384,
            (49_152 * 6144) + (8192 * 6144) + (40 * ((6144L * 6400) + 6400 + (6144 * 6144) + 6144 + (2 * 6144 * 24_576) + 24_576 + 6144 + (4 * 6144))) + (2 * 6144),
            Of("gpt_bigcode", "GPTBigCodeForCausalLM", "vocab_size: 49152, n_embd: 6144, n_layer: 40, n_head: 48, n_positions: 8192, n_inner: 24576, multi_query: true, activation_function: 'gelu'")),
        new(
            "SmolLM3-3B",
            3_075_098_624,
            HandCount.Llama(128_256, 2048, 11_008, 36, 16, 4, 128, tied: true),
            Of("smollm3", "SmolLM3ForCausalLM", "vocab_size: 128256, hidden_size: 2048, intermediate_size: 11008, num_hidden_layers: 36, num_attention_heads: 16, num_key_value_heads: 4, no_rope_layer_interval: 4, use_sliding_window: false, sliding_window: null")),
        new(
            "InternLM2-7B",
            7_737_708_544,
            HandCount.Llama(92_544, 4096, 14_336, 32, 32, 8, 128),
            Of("internlm2", "InternLM2ForCausalLM", "vocab_size: 92544, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, bias: false, tie_word_embeddings: false")),
        new(
            "InternLM3-8B",
            8_804_241_408,
            HandCount.Llama(128_512, 4096, 10_240, 48, 32, 2, 128),
            Of("internlm3", "InternLM3ForCausalLM", "vocab_size: 128512, hidden_size: 4096, intermediate_size: 10240, num_hidden_layers: 48, num_attention_heads: 32, num_key_value_heads: 2, head_dim: 128, bias: false, qkv_bias: false, tie_word_embeddings: false")),
        new(
            "Baichuan2-7B",
            7_505_973_248,
            HandCount.Llama(125_696, 4096, 11_008, 32, 32, 32, 128),
            Of("baichuan", "BaichuanForCausalLM", "vocab_size: 125696, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, tie_word_embeddings: false")),
        new(
            "Baichuan2-13B",
            13_896_668_160,
            HandCount.Llama(125_696, 5120, 13_696, 40, 40, 40, 128),
            Of("baichuan", "BaichuanForCausalLM", "vocab_size: 125696, hidden_size: 5120, intermediate_size: 13696, num_hidden_layers: 40, num_attention_heads: 40, tie_word_embeddings: false")),
        new(
            "ChatGLM3-6B",
            6_243_584_000,
            HandCount.Llama(65_024, 4096, 13_696, 28, 32, 2, 128, inputBias: true),
            Of("chatglm", "ChatGLMModel", ChatGlm + ", padded_vocab_size: 65024, num_layers: 28")),
        new(
            "GLM-4-9B-Chat",
            9_399_951_360,
            HandCount.Llama(151_552, 4096, 13_696, 40, 32, 2, 128, inputBias: true),
            Of("chatglm", "ChatGLMForConditionalGeneration", ChatGlm + ", padded_vocab_size: 151552, num_layers: 40, rope_ratio: 500")),

        // Normalisations have scales and offsets, and attention and lm_head have biases.
        new(
            "Phi-3.5-MoE",
            41_873_153_344,
            HandCount.Llama(32_064, 4096, 6400, 32, 32, 8, 128, inputBias: true, norms: 4, experts: 16, routes: 16) + (32 * 4096) + 4096 + 32_064,
            Of("phimoe", "PhiMoEForCausalLM", "vocab_size: 32064, hidden_size: 4096, intermediate_size: 6400, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, num_local_experts: 16, num_experts_per_tok: 2, attention_bias: true, lm_head_bias: true, sliding_window: 131072, tie_word_embeddings: false")),
    ];

    private const string ChatGlm = "hidden_size: 4096, ffn_hidden_size: 13696, num_attention_heads: 32, kv_channels: 128, multi_query_attention: true, multi_query_group_num: 2, add_bias_linear: false, add_qkv_bias: true, rmsnorm: true, post_layer_norm: true, apply_residual_connection_post_layernorm: false, layernorm_epsilon: 1e-05";
}
