namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Work, active parameters and caches of decoders, by hand from their configurations and the classes of transformers.</summary>
public class ClassicDecoderTests
{
    private const long Length = 10;

    // A multiply-add for each weight of a matrix and each position, and 2·T²·h·d for scores and values.
    [Theory]
    [InlineData("BLOOM-560M", "transformer.h.0", 12 * 1024 * 1024, 2 * 1024)]
    [InlineData("Falcon-7B", "transformer.h.0", (4544 * (4544 + 128)) + (9 * 4544 * 4544), 2 * 4544)]
    [InlineData("Falcon-40B", "transformer.h.59", (8192 * 9216) + (9 * 8192 * 8192), 2 * 8192)]
    [InlineData("Falcon-RW-1B", "transformer.h.0", 12 * 2048 * 2048, 2 * 2048)]
    [InlineData("MPT-7B", "transformer.blocks.0", 12 * 4096 * 4096, 2 * 4096)]
    [InlineData("OPT-125M", "model.decoder.layers.11", 12 * 768 * 768, 2 * 768)]
    [InlineData("OPT-350M", "model.decoder.layers.0", 12 * 1024 * 1024, 2 * 1024)]
    [InlineData("GPT-J-6B", "transformer.h.0", 12 * 4096 * 4096, 2 * 4096)]
    [InlineData("CodeGen-350M", "transformer.h.0", 12 * 1024 * 1024, 2 * 1024)]
    [InlineData("GPT-Neo-1.3B", "transformer.h.1", 12 * 2048 * 2048, 2 * 2048)]
    [InlineData("OLMo-7B", "model.layers.0", (4 * 4096 * 4096) + (3 * 4096 * 11_008), 2 * 4096)]
    [InlineData("OLMo-2-7B", "model.layers.0", (4 * 4096 * 4096) + (3 * 4096 * 11_008), 2 * 4096)]
    [InlineData("OLMo-3-7B", "model.layers.0", (4 * 4096 * 4096) + (3 * 4096 * 11_008), 2 * 4096)]
    [InlineData("OLMoE-1B-7B", "model.layers.0", (4 * 2048 * 2048) + (64 * 2048) + (8 * 3 * 2048 * 1024), 2 * 2048)]
    [InlineData("Granite-3.1-8B", "model.layers.0", (2 * 4096 * 4096) + (2 * 4096 * 1024) + (3 * 4096 * 12_800), 2 * 4096)]
    [InlineData("Granite-3.0-1B-A400M", "model.layers.0", (2 * 1024 * 1024) + (2 * 1024 * 512) + (32 * 1024) + (8 * 3 * 1024 * 512), 2 * 1024)]
    [InlineData("Command R", "model.layers.0", (4 * 8192 * 8192) + (3 * 8192 * 22_528), 2 * 8192)]
    [InlineData("Command R+", "model.layers.0", (2 * 12_288 * 12_288) + (2 * 12_288 * 1024) + (3 * 12_288 * 33_792), 2 * 12_288)]
    [InlineData("Command R7B", "model.layers.3", (2 * 4096 * 4096) + (2 * 4096 * 1024) + (3 * 4096 * 14_336), 2 * 4096)]
    [InlineData("StarCoder2-3B", "model.layers.0", (2 * 3072 * 3072) + (2 * 3072 * 256) + (2 * 3072 * 12_288), 2 * 3072)]
    [InlineData("StableLM-3B-4E1T", "model.layers.0", (4 * 2560 * 2560) + (3 * 2560 * 6912), 2 * 2560)]
    [InlineData("StarCoder", "transformer.h.0", (6144 * 6400) + (6144 * 6144) + (2 * 6144 * 24_576), 2 * 6144)]
    [InlineData("SmolLM3-3B", "model.layers.3", (2 * 2048 * 2048) + (2 * 2048 * 512) + (3 * 2048 * 11_008), 2 * 2048)]
    [InlineData("InternLM2-7B", "model.layers.0", (2 * 4096 * 4096) + (2 * 4096 * 1024) + (3 * 4096 * 14_336), 2 * 4096)]
    [InlineData("InternLM3-8B", "model.layers.0", (2 * 4096 * 4096) + (2 * 4096 * 256) + (3 * 4096 * 10_240), 2 * 4096)]
    [InlineData("Baichuan2-7B", "model.layers.0", (4 * 4096 * 4096) + (3 * 4096 * 11_008), 2 * 4096)]
    [InlineData("Baichuan2-13B", "model.layers.0", (4 * 5120 * 5120) + (3 * 5120 * 13_696), 2 * 5120)]
    [InlineData("ChatGLM3-6B", "transformer.encoder.layers.0", (2 * 4096 * 4096) + (2 * 4096 * 256) + (3 * 4096 * 13_696), 2 * 4096)]
    [InlineData("GLM-4-9B-Chat", "transformer.encoder.layers.39", (2 * 4096 * 4096) + (2 * 4096 * 256) + (3 * 4096 * 13_696), 2 * 4096)]
    [InlineData("Phi-3.5-MoE", "model.layers.0", (2 * 4096 * 4096) + (2 * 4096 * 1024) + (16 * 4096) + (2 * 3 * 4096 * 6400), 2 * 4096)]
    [InlineData("LFM2-1.2B", "model.layers.2", (2 * 2048 * 2048) + (2 * 2048 * 512) + (3 * 2048 * 8192), 2 * 2048)]
    [InlineData("Gemma-4-26B-A4B", "model.layers.0", (2 * 2816 * 4096) + (2 * 2816 * 2048) + (3 * 2816 * 2112) + (128 * 2816) + (8 * 3 * 2816 * 704), 2 * 4096)]
    [InlineData("Gemma-4-26B-A4B", "model.layers.29", (2 * 2816 * 8192) + (2816 * 1024) + (3 * 2816 * 2112) + (128 * 2816) + (8 * 3 * 2816 * 704), 2 * 8192)]
    [InlineData("Gemma-4-31B", "model.layers.5", (2 * 5376 * 16_384) + (5376 * 2048) + (3 * 5376 * 21_504), 2 * 16_384)]
    [InlineData("Gemma 4, small", "model.layers.11", (2 * 512 * 4096) + (3 * 512 * 2048) + (2 * 512 * 64), 2 * 4096)]
    [InlineData("Gemma-3n-E2B", "model.layers.0", (2 * 2048 * 2048) + (2 * 2048 * 512) + (3 * 2048 * 8192) + (2 * 4 * 2048) + (4 * 16) + (4 * 4) + (16 * 2048) + (2 * 2048 * 64) + (2 * 2048 * 256), 2 * 2048)]
    [InlineData("Gemma-3n-E2B", "model.layers.29", (2 * 2048 * 2048) + (3 * 2048 * 8192) + (2 * 4 * 2048) + (4 * 16) + (4 * 4) + (16 * 2048) + (2 * 2048 * 64) + (2 * 2048 * 256), 2 * 2048)]
    [InlineData("Bamba-9B", "model.layers.9", (2 * 4096 * 4096) + (2 * 4096 * 1024) + (3 * 4096 * 14_336), 2 * 4096)]
    [InlineData("StableLM-2-12B", "model.layers.0", (2 * 5120 * 5120) + (2 * 5120 * 1280) + (3 * 5120 * 13_824), 2 * 5120)]
    [InlineData("Jamba-v0.1", "model.layers.4", (2 * 4096 * 4096) + (2 * 4096 * 1024) + (3 * 4096 * 14_336), 2 * 4096)]
    public void The_work_of_a_block_follows_from_its_matrices(string network, string block, long matrices, long ofPair) =>
        Assert.Equal((Length * matrices) + (Length * Length * ofPair), Macs(network, block));

    // Projections; 4 of a convolution a feature, and 2 to update and read each number of the state. Mamba-2 computes 10 positions in a chunk
    // of 256, or of 128: scores of each group, their products, and states twice.
    [Theory]
    [InlineData("Mamba-130M", "backbone.layers.0", (768 * 3072) + (1536 * 80) + (48 * 1536) + (1536 * 768) + (4 * 1536) + (2 * 1536 * 16), 0)]
    [InlineData("Falcon-Mamba-7B", "backbone.layers.0", (4096 * 16_384) + (8192 * 288) + (256 * 8192) + (8192 * 4096) + (4 * 8192) + (2 * 8192 * 16), 0)]
    [InlineData("Jamba-v0.1", "model.layers.1", (4096 * 16_384) + (8192 * 288) + (256 * 8192) + (8192 * 4096) + (4 * 8192) + (2 * 8192 * 16) + (16 * 4096) + (2 * 3 * 4096 * 14_336), 0)]
    [InlineData("Mamba-Codestral-7B", "backbone.layers.0", (4096 * 18_560) + (8192 * 4096) + (4 * 10_240), 256L * ((8 * 256 * 128) + (8192 * 256) + (2 * 8192 * 128)))]
    [InlineData("RWKV-4-169M", "rwkv.blocks.0", (5 * 768 * 768) + (2 * 768 * 3072), 0)]
    [InlineData("LFM2-1.2B", "model.layers.0", (4 * 2048 * 2048) + (3 * 2048) + (3 * 2048 * 8192), 0)]
    [InlineData("Zamba2-2.7B", "model.layers.0", (2560 * 10_448) + (5120 * 2560) + (4 * 5248), 256L * ((64 * 256) + (5120 * 256) + (2 * 5120 * 64)))]
    [InlineData("Zamba2-2.7B", "model.layers.51", (2560 * 10_448) + (5120 * 2560) + (4 * 5248) + (3 * 5120 * 5120) + (5120 * 2560) + (3 * 2560 * 10_240) + (2560 * 128) + (128 * 20_480) + (2560 * 2560), (256L * ((64 * 256) + (5120 * 256) + (2 * 5120 * 64))) + (100 * 2 * 5120))]
    [InlineData("Zamba2-1.2B", "model.layers.35", (2048 * 8512) + (4096 * 2048) + (4 * 4352) + (3 * 4096 * 4096) + (4096 * 2048) + (3 * 2048 * 8192) + (6 * 4096 * 128) + (2048 * 128) + (128 * 16_384) + (2048 * 2048), (256L * ((128 * 256) + (4096 * 256) + (2 * 4096 * 128))) + (100 * 2 * 4096))]
    [InlineData("Granite-4.0-H-Tiny", "model.layers.0", (1536 * 6448) + (3072 * 1536) + (4 * 3328) + (64 * 1536) + (6 * 3 * 1536 * 512) + (3 * 1536 * 1024), 256L * ((256 * 128) + (3072 * 256) + (2 * 3072 * 128)))]
    [InlineData("Granite-4.0-H-Tiny", "model.layers.5", (2 * 1536 * 1536) + (2 * 1536 * 512) + (64 * 1536) + (6 * 3 * 1536 * 512) + (3 * 1536 * 1024), 100 * 2 * 1536)]
    [InlineData("Falcon-H1-0.5B", "model.layers.0", (1024 * 3352) + (1536 * 1024) + (4 * 1792) + (2 * 1024 * 512) + (2 * 1024 * 128) + (3 * 1024 * 2048), (128L * ((128 * 128) + (1536 * 128) + (2 * 1536 * 128))) + (100 * 2 * 512))]
    public void The_work_of_a_block_with_recurrence_is_known(string network, string block, long ofPosition, long ofAll) =>
        Assert.Equal((Length * ofPosition) + ofAll, Macs(network, block));

    // Both embeddings are counted in, which are one where they are tied.
    [Theory]
    [InlineData("OLMoE-1B-7B", 16 * 56L * 3 * 2048 * 1024)]
    [InlineData("Granite-3.0-1B-A400M", 24 * 24L * 3 * 1024 * 512)]
    [InlineData("Granite-4.0-H-Tiny", 40 * 58L * 3 * 1536 * 512)]
    [InlineData("Phi-3.5-MoE", 32 * 14L * 3 * 4096 * 6400)]
    [InlineData("Gemma-4-26B-A4B", 30 * 120L * ((3 * 2816 * 704) + 1))]
    [InlineData("Jamba-v0.1", 16 * 14L * 3 * 4096 * 14_336)]
    public void Active_parameters_are_all_but_those_of_idle_experts(string network, long idle)
    {
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(Configs.Read(Configs.All[network])));
        Assert.Equal(row.Parameters - idle, row.ActiveParameters);
    }

    // Keys and values of 16 bits, by layers, heads and widths.
    [Theory]
    [InlineData("BLOOM", "4014080·T")]
    [InlineData("Falcon-7B", "8192·T")]
    [InlineData("Falcon-40B", "122880·T")]
    [InlineData("MPT-7B", "524288·T")]
    [InlineData("OPT-125M", "36864·T")]
    [InlineData("GPT-J-6B", "458752·T")]
    [InlineData("CodeGen-350M", "81920·T")]
    [InlineData("GPT-Neo-1.3B", "8192·(12·T + 12·min(T, 256))")]
    [InlineData("OLMo-7B", "524288·T")]
    [InlineData("OLMo-2-7B", "524288·T")]
    [InlineData("OLMo-3-7B", "16384·(8·T + 24·min(T, 4096))")]
    [InlineData("OLMoE-1B-7B", "131072·T")]
    [InlineData("Granite-3.1-8B", "163840·T")]
    [InlineData("Granite-3.0-1B-A400M", "49152·T")]
    [InlineData("Command R", "1310720·T")]
    [InlineData("Command R+", "262144·T")]
    [InlineData("Command R7B", "4096·(8·T + 24·min(T, 4096))")]
    [InlineData("StarCoder2-3B", "30720·min(T, 4096)")]
    [InlineData("StableLM-3B-4E1T", "327680·T")]
    [InlineData("StableLM-2-12B", "204800·T")]
    [InlineData("StarCoder", "20480·T")]
    [InlineData("SmolLM3-3B", "73728·T")]
    [InlineData("InternLM2-7B", "131072·T")]
    [InlineData("InternLM3-8B", "49152·T")]
    [InlineData("Baichuan2-7B", "524288·T")]
    [InlineData("Baichuan2-13B", "819200·T")]
    [InlineData("ChatGLM3-6B", "28672·T")]
    [InlineData("GLM-4-9B-Chat", "40960·T")]
    [InlineData("Phi-3.5-MoE", "131072·min(T, 131072)")]
    [InlineData("Gemma-4-26B-A4B", "20480·T + 204800·min(T, 1024)")]
    [InlineData("Gemma-4-31B", "81920·T + 819200·min(T, 1024)")]
    [InlineData("Gemma 4, small", "2048·T + 7168·min(T, 512)")]
    [InlineData("Gemma-3n-E2B", "2048·(4·T + 16·min(T, 512))")]

    // Of RWKV-4, 3 numbers of 32 bits and the last inputs of both parts; of LFM 2, 2 inputs of the convolutions.
    [InlineData("RWKV-4-169M", "147456")] // 12·768·(3·4 + 2·2)
    [InlineData("LFM2-1.2B", "12288·T + 81920")] // 10·2048·2·2

    // States of 16 numbers for each inner feature, and 3 inputs of the convolution.
    [InlineData("Mamba-130M", "1400832")] // 24·1536·19·2
    [InlineData("Falcon-Mamba-7B", "19922944")] // 64·8192·19·2
    [InlineData("Mamba-Codestral-7B", "138149888")] // 64·(8192·128 + 3·10240)·2
    [InlineData("Jamba-v0.1", "16384·T + 8716288")] // 28·8192·19·2
    [InlineData("Granite-4.0-H-Tiny", "8192·T + 29030400")] // 36·(3072·128 + 3·3328)·2
    [InlineData("Bamba-9B", "12288·T + 62287360")] // 3·2·8·128·2; 29·(8192·128 + 3·8448)·2
    [InlineData("Granite-4.0-H-Micro", "8192·T + 38688768")] // 4·2·8·64·2; 36·(4096·128 + 3·4352)·2
    [InlineData("Zamba2-2.7B", "184320·T + 37089792")] // 9·2·5120·2; 54·(5120·64 + 3·5248)·2
    [InlineData("Zamba2-1.2B", "98304·T + 40838144")] // 6·2·4096·2; 38·(4096·128 + 3·4352)·2
    [InlineData("Falcon-H1-0.5B", "18432·T + 14542848")] // 36·(1536·128 + 3·1792)·2
    public void A_cache_is_known(string network, string formula) => Assert.Equal(
        formula,
        CacheMeasurement.Of(new Network(Configs.Read(Configs.All[network])), new CacheOptions { Format = NumberFormat.Parse("float16") }).Formula);

    [Theory]
    [InlineData("BLOOM", "apply_residual_connection_post_layernorm", "true", "it must be false")]
    [InlineData("MPT-7B", "no_bias", "false", "it must be true")]
    [InlineData("MPT-7B", "expansion_ratio", "8", "it must be 4")]
    [InlineData("MPT-7B", "attn_config", "{\"alibi\": false}", "alibi: the class of transformers has no other networks; it must be true")]
    [InlineData("MPT-7B", "attn_config", "{\"attn_type\": \"multiquery_attention\"}", "attn_type")]
    [InlineData("Falcon-40B", "parallel_attn", "false", "with new_decoder_architecture it must be true")]
    [InlineData("GPT-Neo-1.3B", "attention_types", "[[[\"global\", \"local\"], 11]]", "with a name for each of the 24 layers")]
    [InlineData("GPT-Neo-1.3B", "attention_types", "[[[\"global\", \"far\"], 12]]", "must be a list of pairs such as [[[\"global\", \"local\"], 12]]")]
    [InlineData("GPT-Neo-1.3B", "attention_types", "[[[], 1000000000000]]", "with a name for each of the 24 layers")]
    [InlineData("Gemma-3n-E2B", "altup_num_inputs", "1000000000000", "it must be from 2 to 64")]
    [InlineData("Gemma-3n-E2B", "altup_num_inputs", "1", "it must be from 2 to 64")]
    [InlineData("Zamba2-2.7B", "num_mem_blocks", "1000000000000", "there cannot be more shared blocks than the 54 layers")]
    [InlineData("LFM2-1.2B", "block_ffn_dim_multiplier", "1e300", "there must be from 1 to")]
    [InlineData("LFM2-1.2B", "block_ffn_dim_multiplier", "-1", "makes -8192 hidden units")]
    [InlineData("GPT-Neo-1.3B", "attention_types", "[[[\"global\", \"local\"], 1000000000000]]", "with a name for each of the 24 layers")]
    [InlineData("Mamba-Codestral-7B", "expand", "3", "128 heads of 64 must be the 12288 inner features")]
    [InlineData("Granite-4.0-H-Tiny", "mamba_d_head", "32", "48 heads of 32 must be the 3072 inner features")]
    [InlineData("Granite-4.0-H-Tiny", "layer_types", "[\"mamba\"]", "layer_types has 1 items")]
    [InlineData("ChatGLM3-6B", "architectures", "[\"ChatGLMForSequenceClassification\"]", "valid for the family chatglm are ChatGLMForConditionalGeneration, ChatGLMModel")]
    [InlineData("ChatGLM3-6B", "pre_seq_len", "128", "pre_seq_len is 128, which changes the network")]
    [InlineData("Gemma-4-31B", "per_layer_config", "{\"5\": {\"head_dim\": 512}}", "per_layer_config is")]
    [InlineData("ChatGLM3-6B", "position_encoding_2d", "true", "the first ChatGLM is another network")]
    [InlineData("ChatGLM3-6B", "apply_residual_connection_post_layernorm", "true", "it must be false")]
    [InlineData("Gemma-4-31B", "use_bidirectional_attention", "\"all\"", "it must be vision or null")]
    [InlineData("Gemma-4-31B", "num_kv_shared_layers", "60", "must be less than the number of layers, 60")]
    [InlineData("Gemma-4-31B", "num_kv_shared_layers", "56", "layer 5 shares keys and values, but no layer of its kind before layer 4 has any")]
    [InlineData("Gemma-3n-E2B", "altup_correct_scale", "false", "it must be true")]
    [InlineData("Gemma-3n-E2B", "altup_active_idx", "4", "it must be less than altup_num_inputs, 4")]
    [InlineData("Gemma-3n-E2B", "intermediate_size", "[8192]", "intermediate_size has 1 items")]
    [InlineData("Zamba2-2.7B", "layers_block_type", "null, \"num_hidden_layers\": 38", "layers_block_type is missing; without it a network of the family zamba2 has 54 layers, not 38")]
    [InlineData("Zamba2-2.7B", "layers_block_type", "[\"m\"]", "layers_block_type has 1 items")]
    [InlineData("Zamba2-2.7B", "n_mamba_heads", "81", "81 heads must divide the 5120 inner features")]
    [InlineData("Zamba2-1.2B", "num_key_value_heads", "8", "with adapters of attention it must be 32")]
    [InlineData("InternLM3-8B", "qkv_bias", "true", "it must be equal to bias")]
    [InlineData("LFM2-1.2B", "layer_types", "[\"conv\"]", "layer_types has 1 items")]
    [InlineData("Falcon-H1-0.5B", "mamba_proj_bias", "true", "it must be equal to mamba_proj_bias")]
    [InlineData("Falcon-H1-0.5B", "mlp_multipliers", "[1]", "mlp_multipliers is [1]; it must be a list of 2 numbers")]
    public void A_setting_of_another_network_is_refused(string network, string key, string value, string says)
    {
        // The last of equal settings is read.
        string changed = Configs.All[network][..^1] + $", \"{key}\": {value}}}";
        Assert.Contains(says, Assert.Throws<DeepCalcException>(() => Configs.Read(changed)).Message);
    }

    // Settings of files that the classes do not read, or that say what is so anyway.
    [Theory]
    [InlineData("Mamba-Codestral-7B", "time_step_rank: 256, rms_norm: true, norm_before_gate: true, residual_in_fp32: true")]
    [InlineData("Mamba-130M", "d_inner: 1536, d_model: 768, n_layer: 24, fused_add_norm: true, rms_norm: true, pad_vocab_size_multiple: 8")]
    [InlineData("Granite-4.0-H-Micro", "num_experts_per_tok: 10")]
    [InlineData("LFM2-1.2B", "tie_embedding: true, tie_word_embeddings: false, block_use_swiglu: true, conv_dim: 2048, num_heads: 32")]
    [InlineData("Gemma-3n-E2B", "query_pre_attn_scalar: 256, altup_coef_clip: 120.0, altup_lr_multiplier: 1.0")]
    [InlineData("Falcon-7B", "apply_residual_connection_post_layernorm: false, num_kv_heads: 71")]
    [InlineData("SmolLM3-3B", "no_rope_layers: [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]")]
    [InlineData("Command R7B", "layer_switch: 4, order_of_interleaved_layers: 'local_attn_first', use_gated_activation: true, use_embedding_sharing: true")]
    [InlineData("GPT-J-6B", "rotary: true, scale_attn_weights: true")]
    [InlineData("MPT-7B", "learned_pos_emb: true, logit_scale: null, norm_type: 'low_precision_layernorm'")]
    [InlineData("ChatGLM3-6B", "pre_seq_len: null, prefix_projection: false, original_rope: true")]
    public void Settings_of_real_files_that_change_nothing_are_passed_over(string network, string more)
    {
        string config = Configs.All[network][..^1] + ", " + Configs.Of("x", null, more).Replace("{\"model_type\": \"x\", ", "");
        Assert.Equal(KnownNetwork.All.Single(known => known.Name == network).Published, ParameterMeasurement.Of(new Network(Configs.Read(config))).Parameters);
    }

    // Without experts, the file's number of those that are chosen means nothing; without Mamba-2, nor do its settings.
    [Fact]
    public void Jamba_can_have_one_expert_and_Granite_attention_alone()
    {
        const string Sizes = "vocab_size: 100, hidden_size: 64, intermediate_size: 32, num_attention_heads: 4, num_key_value_heads: 2, tie_word_embeddings: true";
        var jamba = new Network(Configs.Read(Configs.Of("jamba", "JambaForCausalLM", Sizes + ", num_hidden_layers: 8, num_experts: 1, num_experts_per_tok: 2")));
        Assert.DoesNotContain(jamba.Layers, layer => layer.Definition is MixtureOfExperts);

        string granite = Configs.Of("granitemoehybrid", "GraniteMoeHybridForCausalLM", Sizes + ", num_hidden_layers: 2, shared_intermediate_size: 48, num_local_experts: 0, mamba_n_heads: 128, mamba_d_head: 64, mamba_d_state: 128, layer_types: ['attention', 'attention'], position_embedding_type: 'rope'");
        Assert.Equal((100 * 64) + (2 * (HandCount.Attention(64, 4, 2, 16) + (3 * 64 * 48) + (2 * 64))) + 64, ParameterMeasurement.Of(new Network(Configs.Read(granite))).Parameters);
    }

    // The factor of the keys is one of the scores, and that of attention's input is 1.
    [Fact]
    public void Falcon_H1_has_factors_of_all_parts()
    {
        var network = new Network(Configs.Read(Configs.All["Falcon-H1-0.5B"]));
        string[] scaled = [.. network.Layers.Where(layer => layer.Definition is Pointwise { Name: "Rescaling" }).Select(network.NameOf)];

        Assert.Equal(
            ["mamba_input_scale", "mamba_scale", "attention_scale", "feed_forward/gate_scale", "feed_forward_scale"],
            scaled.Where(name => name.StartsWith("model.layers.35/", StringComparison.Ordinal)).Select(name => name["model.layers.35/".Length..]));
        Assert.Equal(["model.embed_tokens/scale", "lm_head/scale"], scaled.Where(name => !name.Contains("layers", StringComparison.Ordinal)));
        Assert.Equal((36 * 5) + 2, scaled.Length);
    }

    // A class is projected from words of the width that the head has.
    [Theory]
    [InlineData("OPT-350M", "OPTForSequenceClassification", 2 * 512)]
    [InlineData("OPT-350M", "OPTModel", 0)]
    [InlineData("BLOOM-560M", "BloomForTokenClassification", (2 * 1024) + 2)]
    [InlineData("Mamba-130M", "MambaModel", 0)]
    [InlineData("ChatGLM3-6B", "ChatGLMForConditionalGeneration", 0)]
    public void A_head_follows_from_the_class(string network, string architecture, long more)
    {
        string config = Configs.All[network][..^1] + $", \"architectures\": [\"{architecture}\"]}}";
        Assert.Equal(KnownNetwork.All.Single(known => known.Name == network).Published + more, ParameterMeasurement.Of(new Network(Configs.Read(config))).Parameters);
    }

    // As Phi-4-mini, whose published number it is.
    [Fact]
    public void Of_Phi_4_multimodal_the_text_network_is_read()
    {
        string config = Configs.Of(
            "phi4_multimodal",
            "Phi4MultimodalForCausalLM",
            "vocab_size: 200064, hidden_size: 3072, intermediate_size: 8192, num_hidden_layers: 32, num_attention_heads: 24, num_key_value_heads: 8, partial_rotary_factor: 0.75, sliding_window: 262144, tie_word_embeddings: true, vision_config: {hidden_size: 1152}, audio_config: {hidden_size: 1024}");
        var text = new Network(Configs.Read(config, new ImportOptions { OnlyPart = NetworkPart.Text }));

        Assert.Equal(3_836_021_760, ParameterMeasurement.Of(text).Parameters);
        Assert.Contains(text.Layers, layer => layer.Definition is MultiHeadAttention { RotaryWidth: 96, KeyValueHeads: 8 });
        Assert.Contains("import it with -Part Text", Assert.Throws<DeepCalcException>(() => Configs.Read(config)).Message);
        Assert.Contains("not supported", Assert.Throws<DeepCalcException>(() => Configs.Read(config, new ImportOptions { OnlyPart = NetworkPart.Vision })).Message);
    }

    // The text network in a file of Gemma 4 with images, and that of its own file.
    [Fact]
    public void Of_Gemma_4_with_images_the_text_network_is_read()
    {
        string text = Configs.All["Gemma-4-26B-A4B"];
        string whole = $"{{\"model_type\": \"gemma4\", \"architectures\": [\"Gemma4ForConditionalGeneration\"], \"vision_config\": {{\"hidden_size\": 1152}}, \"text_config\": {text}}}";

        Assert.Equal(25_233_141_760, ParameterMeasurement.Of(new Network(Configs.Read(whole, new ImportOptions { OnlyPart = NetworkPart.Text }))).Parameters);
        Assert.Contains("is missing; the family gemma4_vision needs it", Assert.Throws<DeepCalcException>(() => Configs.Read(whole)).Message);
    }

    [Theory]
    [InlineData("SmolLM3-3B", "rotary base 2000000", 27)]
    [InlineData("Command R7B", "rotary", 24)]
    [InlineData("Jamba-v0.1", "rotary", 0)]
    [InlineData("ChatGLM3-6B", "rotary on 64", 28)]
    [InlineData("GLM-4-9B-Chat", "rotary base 5000000", 40)]
    [InlineData("Baichuan2-7B", "rotary", 32)]
    [InlineData("Baichuan2-13B", "rotary", 0)]
    [InlineData("Baichuan2-13B", "linear biases of scores", 40)]
    [InlineData("GPT-J-6B", "rotary on 64", 28)]
    [InlineData("StableLM-3B-4E1T", "rotary on 20", 32)]
    [InlineData("Granite-3.1-8B", "scores times 0.0078125", 40)]
    [InlineData("GPT-Neo-1.3B", "scores times 1", 24)]
    [InlineData("Command R+", "scales of each head", 64)]
    [InlineData("OLMo-2-7B", "Rms normalised heads together", 32)]
    [InlineData("OLMo-7B", "projections within 8", 32)]
    public void Attention_has_the_settings_of_the_family(string network, string setting, int layers) => Assert.Equal(
        layers,
        new Network(Configs.Read(Configs.All[network])).Layers.Count(layer => layer.Definition is MultiHeadAttention attention && attention.Describe().Split(", ").Any(part => part == setting || part.StartsWith(setting + " ", StringComparison.Ordinal))));

    private static long Macs(string network, string block)
    {
        var all = new Network(Configs.Read(Configs.All[network], new ImportOptions { Sizes = new Dictionary<string, long> { ["T"] = Length } }));
        Layer[] layers = [.. all.Layers.Where(layer => all.NameOf(layer).StartsWith(block + "/", StringComparison.Ordinal))];
        Assert.NotEmpty(layers);
        return layers.Sum(layer => layer.Work().Macs.Value);
    }
}
