namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Recent decoders: what works on a position, what a sequence takes, what is remembered, and which networks are refused.</summary>
public class DecoderFamilyTests
{
    // Both embeddings are in, and of the experts those that work on a position and the shared ones. The first four are of figures.md, the others
    // follow from the number of experts that do not work, in a number of blocks.
    [Theory]
    [InlineData("DeepSeek-V3", 37_552_282_624, 58, 248, 3L * 7168 * 2048)]
    [InlineData("Kimi-K2", 32_861_477_888, 60, 376, 3L * 7168 * 2048)]
    [InlineData("Kimi-K3, text", 105_363_935_328, 92, 880, 3L * 3584 * 3072)]
    [InlineData("Llama-4-Scout, text", 17_172_894_720, 48, 15, 3L * 5120 * 8192)]
    [InlineData("Qwen3-VL-30B-A3B, text", 3_353_032_704, 48, 120, 3L * 2048 * 768)]
    [InlineData("DeepSeek-V2-Lite", 2_661_150_208, 26, 58, 3L * 2048 * 1408)]
    [InlineData("gpt-oss-20b", 4_187_440_704, 24, 28, (3L * 2880 * 2880) + (3 * 2880))]
    [InlineData("gpt-oss-120b", 5_711_982_912, 36, 124, (3L * 2880 * 2880) + (3 * 2880))]
    [InlineData("Qwen3-Next-80B-A3B", 3_874_929_408, 48, 502, 3L * 2048 * 512)]
    [InlineData("MiniMax-M2", 11_030_537_216, 62, 248, 3L * 3072 * 1536)]
    [InlineData("MiniMax-M3", 25_962_466_560, 57, 124, 3L * 6144 * 3072)]
    [InlineData("Nemotron-3-Nano-30B-A3B", 3_580_073_408, 23, 122, 2L * 2688 * 1856)]
    [InlineData("Nemotron-3-Super-120B-A12B", 12_770_216_960, 40, 490, 2L * 1024 * 2688)]
    [InlineData("Hunyuan-A13B", 12_747_448_320, 32, 56, 3L * 4096 * 3072)]
    [InlineData("MiMo-V2-Flash", 15_445_924_288, 47, 248, 3L * 4096 * 2048)]
    [InlineData("GLM-5", 41_784_709_632, 75, 248, 3L * 6144 * 2048)]
    public void Active_parameters_are_those_of_the_chosen_experts_and_of_all_else(string name, long active, long blocks, long idle, long expert)
    {
        Assert.Equal(active, KnownNetwork.All.Single(known => known.Name == name).Counted - (blocks * idle * expert));
        Assert.Equal(active, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All[name]))).ActiveParameters);
    }

    // A multiply-add for each weight of a matrix that works on a position, and for each pair of positions the widths of a head's keys and values, times
    // the heads of all blocks. The indexer of DeepSeek-V3.2 also multiplies 64 queries of width 128 by each key, and adds up 64 products.
    [Theory]
    [InlineData("DeepSeek-V2-Lite", 102_400L * 2048, 27 * 16 * (192 + 128))]
    [InlineData("DeepSeek-V3", 129_280L * 7168, 61 * 128 * (192 + 128))]
    [InlineData("DeepSeek-V3.2", 129_280L * 7168, 61 * ((128 * (192 + 128)) + (64 * 129)))]
    [InlineData("GLM-5.2", 154_880L * 6144, (78 * 64 * (256 + 256)) + (21 * 32 * 129))]
    [InlineData("GLM-4-9B-0414", 151_552L * 4096, 40 * 32 * 256)]
    [InlineData("GLM-4.5-Air", 151_552L * 4096, 46 * 96 * 256)]
    [InlineData("gpt-oss-20b", 201_088L * 2880, 24 * 64 * 128)]
    [InlineData("Llama-4-Maverick, text", 202_048L * 5120, 48 * 40 * 256)]
    [InlineData("Ministral-8B", 131_072L * 4096, 36 * 32 * 256)]
    [InlineData("MiniMax-M2", 200_064L * 3072, 62 * 48 * 256)]
    [InlineData("MiniMax-M3", 200_064L * 6144, (60 * 64 * 256) + (57 * 4 * 128))]
    [InlineData("Minitron-4B", 256_000L * 3072, 32 * 24 * 256)]
    [InlineData("Nemotron-Super-49B", 128_256L * 8192, 49 * 64 * 256)]
    [InlineData("EXAONE-4.0-1.2B", 0L, 30 * 32 * 128)]
    [InlineData("ERNIE-4.5-21B-A3B", 0L, 28 * 20 * 256)]
    [InlineData("Hunyuan-A13B", 0L, 32 * 32 * 256)]
    [InlineData("MiMo-7B", 151_680L * 4096, 36 * 32 * 256)]
    [InlineData("MiMo-V2-Flash", 152_576L * 4096, 48 * 64 * 320)]
    public void Macs_follow_from_the_matrices_and_the_pairs_of_positions(string name, long wordsBeforeHead, long eachPair)
    {
        const long Length = 100;
        Network network = Sized(Configs.All[name], Length);
        Weight[] weights = [.. network.Layers.SelectMany(layer => layer.Weights()).Where(weight => !weight.IsBuffer)];
        long vectors = network.Layers.Where(layer => layer.Definition is Normalization).SelectMany(layer => layer.Weights()).Sum(weight => weight.Count.Value);
        long others = weights.Where(weight => weight.Name.EndsWith("bias", StringComparison.Ordinal) || weight.Name.Contains("norm_") || weight.Name == "sink_logit").Sum(weight => weight.ActiveCount.Value);
        NetworkMeasurement row = NetworkMeasurement.Of(network);

        Assert.Equal((Length * (row.ActiveParameters - vectors - others - wordsBeforeHead)) + (Length * Length * eachPair), row.Macs);
        Assert.False(row.IsLowerBound);
    }

    // 10 positions are 3 chunks of 4. Mamba-2 with 6 heads of width 5, 2 groups, a state of 3 and a kernel of 4: 30 inner features and 12 shared ones.
    // Experts: a router, a projection to 4 features, 2 of 8 experts of 7 hidden units without a gate, the way back, and a shared one of 9.
    [Fact]
    public void Macs_of_each_kind_of_block_of_Nemotron_H_by_hand()
    {
        const long T = 10, D = 16;
        const long Mamba = (T * D * (30 + 30 + 12 + 6)) + (T * 4 * (30 + 12)) + (3 * 4 * ((2 * 4 * 3) + (30 * 4) + (2 * 30 * 3))) + (T * 30 * D);
        const long Attention = (T * D * 8 * (4 + 2 + 2 + 4)) + (T * T * 4 * (8 + 8));
        const long Network = 2 * T * D * 20;
        const long Experts = (T * D * 8) + (T * D * 4) + (T * 2 * 2 * 4 * 7) + (T * 4 * D) + (T * 2 * D * 9);
        const string Settings = "vocab_size: 11, hidden_size: 16, intermediate_size: 20, num_attention_heads: 4, num_key_value_heads: 2, head_dim: 8, mamba_num_heads: 6, mamba_head_dim: 5, ssm_state_size: 3, n_groups: 2, chunk_size: 4, n_routed_experts: 8, num_experts_per_tok: 2, moe_intermediate_size: 7, moe_latent_size: 4, moe_shared_expert_intermediate_size: 9";
        foreach ((string pattern, long macs) in new[] { ("M", Mamba), ("*", Attention), ("-", Network), ("E", Experts), ("M*-E", Mamba + Attention + Network + Experts) })
        {
            Assert.Equal(
                macs + (T * D * 11),
                NetworkMeasurement.Of(Sized(Configs.Of("nemotron_h", "NemotronHForCausalLM", $"{Settings}, hybrid_override_pattern: '{pattern}'"), T)).Macs);
        }
    }

    // Chunks of 64 positions, of which 100 fill two. Queries and keys of 2 heads of width 4, values of 6 heads of width 5.
    [Fact]
    public void Macs_of_a_gated_delta_network_by_hand()
    {
        const long T = 100, D = 16, Q = 64, G = 2, K = 4, H = 6, V = 5;
        const long Projections = D * ((2 * G * K) + (2 * H * V) + (2 * H) + (H * V));
        const long Convolution = 4 * ((2 * G * K) + (H * V));
        const long Chunks = 2 * H * ((Q * Q * ((3 * K) + (2 * V))) + (3 * Q * K * V) + (Q * (Q - 1) * ((2 * Q) - 1) / 6));
        const long Network = 3 * D * 12;
        string config = Configs.Of("qwen3_5_text", "Qwen3_5ForCausalLM", "vocab_size: 11, hidden_size: 16, intermediate_size: 12, num_hidden_layers: 1, num_attention_heads: 2, linear_num_key_heads: 2, linear_key_head_dim: 4, linear_num_value_heads: 6, linear_value_head_dim: 5, linear_conv_kernel_dim: 4, layer_types: ['linear_attention']");
        Assert.Equal((T * (Projections + Convolution + Network)) + Chunks + (T * D * 11), NetworkMeasurement.Of(Sized(config, T)).Macs);
    }

    // Each branch of Kimi K3 mixes the sums of earlier runs of 2 blocks and its own: 1 before the first attention, then 2, 2, 2, 2, 3, and 3 at the end;
    // a product of each with a vector, and one with its share. Latents of 4 and of 5 + 2, 3 heads of width 6 + 2 with values of 7, and a gate.
    [Fact]
    public void Macs_of_attention_residuals_and_of_latent_experts_by_hand()
    {
        const long T = 10, D = 16;
        const long Attention = (T * ((D * 4) + (4 * 3 * 8) + (D * 7) + (5 * 3 * 13) + (2 * D * 3 * 7))) + (T * T * 3 * (8 + 7));
        const long Experts = T * ((D * 8) + (2 * D * 6) + (2 * 3 * 6 * 9) + (3 * D * 9));
        string config = Configs.Of("kimi_linear", "KimiLinearForCausalLM", "vocab_size: 11, hidden_size: 16, intermediate_size: 12, moe_intermediate_size: 9, routed_expert_hidden_size: 6, num_hidden_layers: 3, attn_res_block_size: 2, hidden_act: 'situ', activation_situ_beta: 4.0, activation_situ_linear_beta: 25.0, num_attention_heads: 3, num_key_value_heads: 3, q_lora_rank: 4, kv_lora_rank: 5, qk_nope_head_dim: 6, qk_rope_head_dim: 2, v_head_dim: 7, mla_use_nope: true, mla_use_output_gate: true, num_experts: 8, num_experts_per_token: 2, num_shared_experts: 1, first_k_dense_replace: 1, linear_attn_config: {head_dim: 4, num_heads: 3, full_attn_layers: [1, 2, 3], kda_layers: []}");
        Network network = Sized(config, T);
        Assert.Equal((3 * Attention) + (T * 3 * D * 12) + (2 * Experts) + (2 * T * D * 15) + (T * D * 11), NetworkMeasurement.Of(network).Macs);

        // b·tanh(g/b)·sigmoid(g) is a product more than a soft cap and a sigmoid.
        long Each(string name) => network.Layers.Where(layer => network.NameOf(layer) == name).Sum(layer => layer.Work().Elementwise.Value) / (T * 12);
        Assert.Equal((8, 3), (Each("model.layers.0/feed_forward/activation"), Each("model.layers.0/feed_forward/limit")));
    }

    // Of figures.md, or the blocks times what one remembers; 16 bits, the states of Mamba and delta networks 32.
    [Theory]
    [InlineData("DeepSeek-V3", "70272·T")]
    [InlineData("Kimi-K2", "70272·T")]
    [InlineData("DeepSeek-V3.2", "85888·T")] // 61·(576 + 128)·2
    [InlineData("GLM-5.2", "95232·T")] // 78·576·2 + 21·128·2
    [InlineData("gpt-oss-20b", "2048·(12·T + 12·min(T, 128))")]
    [InlineData("Qwen3.5-27B, text", "65536·T + 153944064")]
    [InlineData("Qwen3-Next-80B-A3B", "24576·T + 77266944")] // 12·2·2·256·2; 36·(32·128·128·4 + 3·8192·2)
    [InlineData("Kimi-Linear-48B-A3B", "8064·T + 43417600")] // 7·576·2; 20·(32·128·128·4 + 3·3·4096·2)
    [InlineData("Kimi-K3, text", "27648·T + 449372160")]
    [InlineData("MiniMax-M3", "137472·T")] // 60·2·4·128·2 + 57·128·2
    [InlineData("Llama-4-Scout, text", "4096·(12·T + 36·min(T, 8192))")]
    [InlineData("Nemotron-3-Nano-30B-A3B", "6144·T + 49082368")] // 6·2·2·128·2; 23·(64·64·128·4 + 3·6144·2)
    [InlineData("Nemotron-Super-49B", "200704·T")] // 49·2·8·128·2
    [InlineData("MiMo-V2-Flash", "23040·T + 199680·min(T, 128)")] // 9·4·(192 + 128)·2, 39·8·(192 + 128)·2
    [InlineData("EXAONE-4.0-32B", "4096·(16·T + 48·min(T, 4096))")]
    public void A_cache_has_a_known_formula(string name, string formula) => Assert.Equal(
        formula, CacheMeasurement.Of(new Network(Configs.Read(Configs.All[name])), new CacheOptions { Format = NumberFormat.Parse("bfloat16") }).Formula);

    // 48 sequences of 65,936 positions, 8 bits.
    [Fact]
    public void The_cache_of_gpt_oss_has_known_bytes()
    {
        CacheMeasurement row = CacheMeasurement.Of(
            new Network(Configs.Read(Configs.All["gpt-oss-120b"])), new CacheOptions { Format = NumberFormat.Parse("int8"), Length = 65_936, BatchSize = 48 });
        Assert.Equal(48 * 1024L * ((18 * 65_936) + (18 * 128)), row.CacheBytes);
    }

    [Theory]
    [InlineData("gpt-oss-20b", "model.layers.0/attention", "64 heads, 8 key and value heads, key width 64, causal, window 128, sink logit, rotary, rotary base 150000, yarn scaling (factor 32)")]
    [InlineData("gpt-oss-20b", "model.layers.1/feed_forward/experts", "4 of 32 experts, 2880 hidden units, silu, gated, normalised shares, alpha 1.702, beta 1, limit 7")]
    [InlineData("DeepSeek-V3", "model.layers.60/feed_forward/experts", "8 of 256 experts, 8 groups, from 4 groups, 2048 hidden units, silu, gated, no bias, selection bias, normalised shares, shares times 2.5")]
    [InlineData("GLM-5.2", "model.layers.2/attention", "64 heads, latent width 512, key width 192, rotary on 64, value width 256, query latent width 2048, causal, best 2048 keys by 32 heads of width 128, epsilon 1e-06")]
    [InlineData("GLM-5.2", "model.layers.3/attention", "64 heads, latent width 512, key width 192, rotary on 64, value width 256, query latent width 2048, causal, best 2048 keys of another layer, epsilon 1e-06")]
    [InlineData("Kimi-Linear-48B-A3B", "model.layers.3/attention", "32 heads, latent width 512, key width 128, 64 shared, value width 128, causal, epsilon 1e-06")]
    [InlineData("Kimi-Linear-48B-A3B", "model.layers.4/attention", "32 heads, key width 128, decays of rank 128, gate of rank 128, gate sigmoid, chunks of 64")]
    [InlineData("Llama-4-Scout, text", "model.layers.2/attention", "40 heads, 8 key and value heads, key width 128, causal, chunk 8192, rotary, rotary base 500000, Rms normalised heads, no head scales, no bias")]
    [InlineData("Llama-4-Scout, text", "model.layers.3/attention", "40 heads, 8 key and value heads, key width 128, causal, queries times a factor of their position, no bias")]
    [InlineData("MiMo-V2-Flash", "model.layers.1/attention", "64 heads, 8 key and value heads, key width 192, value width 128, causal, window 128, sink logit, rotary on 64, values times 0.707, no bias")]
    [InlineData("MiniMax-M2", "model.layers.0/attention", "48 heads, 8 key and value heads, key width 128, causal, rotary on 64, rotary base 5000000, Rms normalised heads together, head epsilon 1e-06, no bias")]
    [InlineData("MiniMax-M3", "model.layers.3/attention", "64 heads, 4 key and value heads, key width 128, causal, rotary on 64, rotary base 5000000, Rms normalised heads, head scales around 1, head epsilon 1e-06, best 16 blocks of 128 keys by 4 heads of width 128, no bias")]
    [InlineData("Qwen3-Next-80B-A3B", "model.layers.3/attention", "16 heads, 2 key and value heads, key width 256, causal, rotary on 64, Rms normalised heads, head scales around 1, head epsilon 1e-06, gated, no bias")]
    [InlineData("EXAONE-4.0-32B", "model.layers.3/attention", "40 heads, 8 key and value heads, key width 128, causal, Rms normalised heads, no bias")]
    [InlineData("EXAONE-4.0-32B", "model.layers.2/attention", "40 heads, 8 key and value heads, key width 128, causal, window 4096, rotary, Rms normalised heads, no bias")]
    [InlineData("Ministral-3-8B, text", "model.layers.0/attention", "32 heads, 8 key and value heads, key width 128, causal, rotary, rotary base 1000000, yarn scaling (factor 16, llama_4_scaling_beta 0.1), queries times a factor of their position, no bias")]
    public void A_layer_has_the_settings_of_the_file(string name, string layer, string settings)
    {
        var network = new Network(Configs.Read(Configs.All[name]));
        Assert.Equal(settings, network.Layers.Single(each => network.NameOf(each) == layer).Definition.Describe());
    }

    // YaRN: (0.1·ln(40) + 1)² over the root of 192.
    [Fact]
    public void The_scaling_of_positions_scales_the_scores_of_DeepSeek_V3()
    {
        var network = new Network(Configs.Read(Configs.All["DeepSeek-V3"]));
        var attention = (MultiHeadLatentAttention)network.Layers.First(layer => layer.Definition is MultiHeadLatentAttention).Definition;
        Assert.Equal(1.36888795 * 1.36888795 / Math.Sqrt(192), attention.Scale!.Value, 7);
    }

    // The settings are those of the network above, one of them another.
    [Theory]
    [InlineData("DeepSeek-V3", "scoring_func: 'softmax'", "scoring_func: softmax is not supported; valid for the family deepseek_v3: sigmoid.")]
    [InlineData("DeepSeek-V3", "moe_layer_freq: 2", "moe_layer_freq is 2, which changes the network")]
    [InlineData("DeepSeek-V3", "num_key_value_heads: 8", "num_key_value_heads is 8, which changes the network")]
    [InlineData("DeepSeek-V2", "topk_method: 'noaux_tc'", "topk_method: noaux_tc is not supported")]
    [InlineData("GLM-5.2", "index_topk_pattern: 'FFFS'", "index_topk_pattern: it is not supported; give the list indexer_types.")]
    [InlineData("Kimi-Linear-48B-A3B", "num_hidden_layers: 28", "layer 28 must be in one of the lists")]
    [InlineData("Kimi-Linear-48B-A3B", "mla_use_nope: false", "mla_use_nope: latent attention with rotary positions")]
    [InlineData("MiniMax-M2", "attn_type_list: [0, 1]", "attn_type_list has 2 items")]
    [InlineData("MiniMax-M3", "attention_output_gate: true", "attention_output_gate is true, which changes the network")]
    [InlineData("MiniMax-M3", "hidden_act: 'silu'", "hidden_act: silu is not supported")]
    [InlineData("MiniMax-M3", "n_shared_experts: 2", "n_shared_experts: more than one shared expert")]
    [InlineData("MiniMax-M3", "moe_intermediate_size: 1024", "moe_intermediate_size: the class reads intermediate_size; it must be 3072.")]
    [InlineData("MiniMax-M2", "use_qk_norm: false", "use_qk_norm: the class has no network without it")]
    [InlineData("Hunyuan-A13B", "use_cla: true", "use_cla is true, which changes the network")]
    [InlineData("Hunyuan-A13B", "moe_intermediate_size: 1024", "moe_intermediate_size: the class has only one width of experts")]
    [InlineData("Hunyuan-7B", "attention_head_dim: 64", "attention_head_dim: the class reads head_dim; it must be 128.")]
    [InlineData("Nemotron-3-Nano-30B-A3B", "num_hidden_layers: 51", "num_hidden_layers is not the number of layers in hybrid_override_pattern, 52")]
    [InlineData("Nemotron-3-Nano-30B-A3B", "hybrid_override_pattern: 'MX'", "hybrid_override_pattern has the block X")]
    [InlineData("Nemotron-3-Nano-30B-A3B", "mlp_bias: true", "mlp_bias: experts with biases are not supported")]
    [InlineData("Nemotron-Super-49B", "block_configs: null", "block_configs is missing")]
    [InlineData("Nemotron-Super-49B", "num_attention_heads: 60", "n_heads_in_group: 8 must divide the 60 heads.")]
    public void Networks_that_a_family_does_not_have_are_refused(string name, string setting, string says)
    {
        string key = setting[..setting.IndexOf(':', StringComparison.Ordinal)];
        string config = System.Text.RegularExpressions.Regex.Replace(Configs.All[name][..^1], $"\"{key}\": (\\[[^\\]]*\\]|[^,\\]}}]+)", "\"unread\": 0");
        string changed = Configs.Of("x", null, setting)[$"{{\"model_type\": \"x\", ".Length..];
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Configs.Read($"{config}, {changed}"));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sparse_attention_freq: [0, 0, 0", "sparse_attention_freq: [0", "sparse_attention_freq has 58 items")]
    [InlineData("sparse_disable_index_value: [0, 0, 0, 1", "sparse_disable_index_value: [0, 0, 0, 0", "sparse_disable_index_value: an indexer with values of its own")]
    [InlineData("sparse_num_index_heads: 4", "sparse_num_index_heads: 3", "64 heads do not divide into 3 heads of the indexer")]
    public void Indexers_that_MiniMax_does_not_have_are_refused(string setting, string other, string says)
    {
        string config = Configs.All["MiniMax-M3"];
        (setting, other) = (Quoted(setting), Quoted(other));
        Assert.Contains(setting, config, StringComparison.Ordinal);
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Configs.Read(config.Replace(setting, other, StringComparison.Ordinal)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);

        static string Quoted(string text) => $"\"{text.Replace(":", "\":", StringComparison.Ordinal)}";
    }

    // A block without attention and without a feed-forward network is nothing; a matrix can stand for each.
    [Fact]
    public void Blocks_of_a_search_can_lack_parts_or_have_a_matrix()
    {
        const string Settings = "vocab_size: 10, hidden_size: 16, num_hidden_layers: 3, num_attention_heads: 4, block_configs: [{attention: {no_op: true}, ffn: {no_op: true}}, {attention: {replace_with_linear: true}, ffn: {replace_with_linear: true}}, {attention: {n_heads_in_group: 2}, ffn: {intermediate_size: 24}}]";
        long whole = 2 * (16 + (16 * 16));
        long usual = 16 + (16 * 16) + (2 * 16 * 8) + (16 * 16) + 16 + (3 * 16 * 24);
        Assert.Equal((2 * 160) + whole + usual + 16, ParameterMeasurement.Of(new Network(Configs.Read(Configs.Of("nemotron-nas", "DeciLMForCausalLM", Settings)))).Parameters);

        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Configs.Read(Configs.Of("nemotron-nas", null, Settings.Replace("{n_heads_in_group: 2}", "{n_heads_in_group: 2, num_sink_tokens: 4}", StringComparison.Ordinal))));
        Assert.StartsWith("num_sink_tokens is 4, which changes the network", error.Message);
    }

    private static Network Sized(string config, long length) =>
        new(Configs.Read(config, new ImportOptions { Sizes = new Dictionary<string, long> { ["T"] = length } }));
}
