namespace DeepCalc.Tests.Formats.Gguf;

/// <summary>
/// The graph of a GGUF file is that of the config.json from which llama.cpp converts it, and its tensors, by the names and shapes that llama.cpp
/// gives them, are its weights.
/// </summary>
public class GgufArchitectureTests
{
    private const int V = 40;
    private const int C = 32;
    private const int H = 48;
    private const int Heads = 4;
    private const int KeyValueHeads = 2;

    // With 2 blocks, 32 features, 4 heads, 2 of keys and values, a hidden width of 48, and 40 words.
    private const string Sizes = "\"vocab_size\": 40, \"hidden_size\": 32, \"intermediate_size\": 48, \"num_hidden_layers\": 2, \"num_attention_heads\": 4, \"num_key_value_heads\": 2";

    [Fact]
    public void Llama() => Same("{\"model_type\": \"llama\", " + Sizes + "}", Usual("llama"), [.. Attention(8), .. Network(), .. Norms(), .. Head()]);

    [Fact]
    public void Llama_with_biases_and_shared_words() => Same("{\"model_type\": \"llama\", \"attention_bias\": true, \"tie_word_embeddings\": true, " + Sizes + "}", Usual("llama"),
        [.. Attention(8), .. Biases(8), ("blk.*.attn_output.bias", [C]), .. Network(), .. Norms(), ("token_embd.weight", [C, V])]);

    [Fact]
    public void Mixtral() => Same("{\"model_type\": \"mixtral\", \"num_local_experts\": 4, \"num_experts_per_tok\": 2, " + Sizes + "}",
        Usual("llama").UInt32("llama.expert_count", 4).UInt32("llama.expert_used_count", 2), [.. Attention(8), .. Experts(4, H), .. Norms(), .. Head()]);

    [Fact]
    public void Qwen_2() => Same("{\"model_type\": \"qwen2\", " + Sizes + "}", Usual("qwen2"), [.. Attention(8), .. Biases(8), .. Network(), .. Norms(), .. Head()]);

    [Fact]
    public void Qwen_2_with_experts() => Same("{\"model_type\": \"qwen2_moe\", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 16, \"shared_expert_intermediate_size\": 24, " + Sizes + "}",
        WithExperts("qwen2moe").UInt32("qwen2moe.expert_shared_feed_forward_length", 24),
        [
            .. Attention(8), .. Biases(8), .. Experts(4, 16), .. Norms(), .. Head(),
            ("blk.*.ffn_gate_shexp.weight", [C, 24]), ("blk.*.ffn_up_shexp.weight", [C, 24]), ("blk.*.ffn_down_shexp.weight", [24, C]), ("blk.*.ffn_gate_inp_shexp.weight", [C]),
        ]);

    [Fact]
    public void Qwen_3() => Same("{\"model_type\": \"qwen3\", \"head_dim\": 16, " + Sizes + "}", Usual("qwen3").UInt32("qwen3.attention.key_length", 16).UInt32("qwen3.attention.value_length", 16),
        [.. Attention(16), ("blk.*.attn_q_norm.weight", [16]), ("blk.*.attn_k_norm.weight", [16]), .. Network(), .. Norms(), .. Head()]);

    [Fact]
    public void Qwen_3_with_experts() => Same("{\"model_type\": \"qwen3_moe\", \"head_dim\": 16, \"num_experts\": 4, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 16, " + Sizes + "}",
        WithExperts("qwen3moe").UInt32("qwen3moe.attention.key_length", 16).UInt32("qwen3moe.attention.value_length", 16),
        [.. Attention(16), ("blk.*.attn_q_norm.weight", [16]), ("blk.*.attn_k_norm.weight", [16]), .. Experts(4, 16), .. Norms(), .. Head()]);

    [Theory]
    [InlineData("gemma", "gemma", false)]
    [InlineData("gemma2", "gemma2", false)]
    [InlineData("gemma3", "gemma3_text", true)]
    public void Gemma(string architecture, string family, bool normalizesHeads) => Same("{\"model_type\": \"" + family + "\", \"head_dim\": 16, \"query_pre_attn_scalar\": 16, \"sliding_window\": 12, ".Replace(family == "gemma" ? "\"query_pre_attn_scalar\": 16, \"sliding_window\": 12, " : "none", "", StringComparison.Ordinal) + Sizes + "}",
        Usual(architecture).UInt32($"{architecture}.attention.key_length", 16).UInt32($"{architecture}.attention.value_length", 16).UInt32($"{architecture}.attention.sliding_window", 12),
        [
            .. Attention(16), .. Network(), .. Norms(), ("token_embd.weight", [C, V]),
            .. architecture == "gemma" ? (Tensors[])[] : [("blk.*.post_attention_norm.weight", [C]), ("blk.*.post_ffw_norm.weight", [C])],
            .. normalizesHeads ? (Tensors[])[("blk.*.attn_q_norm.weight", [16]), ("blk.*.attn_k_norm.weight", [16])] : [],
        ]);

    [Fact]
    public void Phi_3() => Same("{\"model_type\": \"phi3\", \"sliding_window\": 12, " + Sizes + "}", Usual("phi3").UInt32("phi3.attention.sliding_window", 12),
        [("blk.*.attn_qkv.weight", [C, C + (2 * 16)]), ("blk.*.attn_output.weight", [C, C]), ("blk.*.ffn_up.weight", [C, 2 * H]), ("blk.*.ffn_down.weight", [H, C]), .. Norms(), .. Head()]);

    [Fact]
    public void Phi_2() => Same("{\"model_type\": \"phi\", \"partial_rotary_factor\": 0.5, " + Sizes + "}", Usual("phi2").UInt32("phi2.rope.dimension_count", 4),
        [
            .. Attention(8), .. Biases(8), ("blk.*.attn_output.bias", [C]), ("blk.*.ffn_up.weight", [C, H]), ("blk.*.ffn_up.bias", [H]), ("blk.*.ffn_down.weight", [H, C]), ("blk.*.ffn_down.bias", [C]),
            ("blk.*.attn_norm.weight", [C]), ("blk.*.attn_norm.bias", [C]), ("output_norm.weight", [C]), ("output_norm.bias", [C]), ("output.bias", [V]), .. Head(),
        ]);

    [Fact]
    public void Gpt_2() => Same("{\"model_type\": \"gpt2\", \"vocab_size\": 40, \"n_embd\": 32, \"n_layer\": 2, \"n_head\": 4, \"n_inner\": 48, \"n_positions\": 64}",
        Usual("gpt2").UInt32("gpt2.context_length", 64),
        [
            ("blk.*.attn_qkv.weight", [C, 3 * C]), ("blk.*.attn_qkv.bias", [3 * C]), ("blk.*.attn_output.weight", [C, C]), ("blk.*.attn_output.bias", [C]), .. Plain(),
            ("position_embd.weight", [C, 64]), ("token_embd.weight", [C, V]),
        ]);

    [Fact]
    public void Gpt_NeoX() => Same("{\"model_type\": \"gpt_neox\", \"vocab_size\": 40, \"hidden_size\": 32, \"num_hidden_layers\": 2, \"num_attention_heads\": 4, \"intermediate_size\": 48, \"rotary_pct\": 0.25}",
        Usual("gptneox").UInt32("gptneox.rope.dimension_count", 2).Number("gptneox.use_parallel_residual", 7, 1),
        [("blk.*.attn_qkv.weight", [C, 3 * C]), ("blk.*.attn_qkv.bias", [3 * C]), ("blk.*.attn_output.weight", [C, C]), ("blk.*.attn_output.bias", [C]), .. Plain(), .. Head()]);

    [Fact]
    public void Gpt_oss() => Same(
        """
        {"model_type": "gpt_oss", "vocab_size": 40, "hidden_size": 32, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
         "num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": 12}
        """,
        WithExperts("gpt-oss").UInt32("gpt-oss.attention.key_length", 16).UInt32("gpt-oss.attention.value_length", 16).UInt32("gpt-oss.attention.sliding_window", 12),
        [
            .. Attention(16), .. Biases(16), ("blk.*.attn_output.bias", [C]), ("blk.*.attn_sinks.weight", [Heads]), .. Experts(4, 16), ("blk.*.ffn_gate_inp.bias", [4]),
            ("blk.*.ffn_gate_exps.bias", [16, 4]), ("blk.*.ffn_up_exps.bias", [16, 4]), ("blk.*.ffn_down_exps.bias", [C, 4]),
            ("blk.*.attn_norm.weight", [C]), ("blk.*.post_attention_norm.weight", [C]), ("output_norm.weight", [C]), .. Head(),
        ]);

    // Heads of 8 features with and 4 without positions, values of 6, latents of 20 and 16; the first block has no experts.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DeepSeek(bool isThird) => Same(
        """
        {"model_type": "FAMILY", "vocab_size": 40, "hidden_size": 32, "intermediate_size": 48, "moe_intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 4, "q_lora_rank": 20, "kv_lora_rank": 16, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 6, "n_routed_experts": 4, "n_shared_experts": 2,
         "num_experts_per_tok": 2, "first_k_dense_replace": 1, "routed_scaling_factor": 2.5, "norm_topk_prob": NORM, "n_group": 1, "topk_group": 1, "topk_method": "METHOD"}
        """.Replace("FAMILY", isThird ? "deepseek_v3" : "deepseek_v2", StringComparison.Ordinal).Replace("NORM", isThird ? "true" : "false", StringComparison.Ordinal).Replace("METHOD", isThird ? "noaux_tc" : "greedy", StringComparison.Ordinal),
        Usual("deepseek2")
            .UInt32("deepseek2.attention.q_lora_rank", 20).UInt32("deepseek2.attention.kv_lora_rank", 16).UInt32("deepseek2.rope.dimension_count", 4)
            .UInt32("deepseek2.attention.key_length", 20).UInt32("deepseek2.attention.value_length", 16).UInt32("deepseek2.attention.key_length_mla", 12).UInt32("deepseek2.attention.value_length_mla", 6)
            .UInt32("deepseek2.expert_count", 4).UInt32("deepseek2.expert_used_count", 2).UInt32("deepseek2.expert_shared_count", 2).UInt32("deepseek2.expert_feed_forward_length", 16)
            .UInt32("deepseek2.leading_dense_block_count", 1).UInt32("deepseek2.expert_gating_func", isThird ? 2u : 1u).UInt32("deepseek2.expert_group_count", 1).UInt32("deepseek2.expert_group_used_count", 1)
            .Number("deepseek2.expert_weights_scale", 6, BitConverter.GetBytes(2.5f)).Number("deepseek2.expert_weights_norm", 7, (byte)(isThird ? 1 : 0)),
        [
            ("blk.*.attn_q_a.weight", [C, 20]), ("blk.*.attn_q_a_norm.weight", [20]), ("blk.*.attn_q_b.weight", [20, 4 * 12]), ("blk.*.attn_kv_a_mqa.weight", [C, 20]), ("blk.*.attn_kv_a_norm.weight", [16]),
            ("blk.*.attn_k_b.weight", [8, 16, 4]), ("blk.*.attn_v_b.weight", [16, 6, 4]), ("blk.*.attn_output.weight", [4 * 6, C]), .. Norms(), .. Head(),
            ("blk.0.ffn_gate.weight", [C, H]), ("blk.0.ffn_up.weight", [C, H]), ("blk.0.ffn_down.weight", [H, C]),
            .. Experts(4, 16).Select(tensor => tensor with { Name = tensor.Name.Replace('*', '1') }),
            ("blk.1.ffn_gate_shexp.weight", [C, 32]), ("blk.1.ffn_up_shexp.weight", [C, 32]), ("blk.1.ffn_down_shexp.weight", [32, C]),
            .. isThird ? (Tensors[])[("blk.1.exp_probs_b.bias", [4])] : [],
        ]);

    [Fact]
    public void Types_are_those_of_the_tensors()
    {
        byte[] file = new GgufFile().Text("general.architecture", "llama")
            .UInt32("llama.block_count", 1).UInt32("llama.embedding_length", 32).UInt32("llama.feed_forward_length", 64).UInt32("llama.attention.head_count", 2)
            .Add("token_embd.weight", 8, 34 * 10, 32, 10).Add("output_norm.weight", 0, 128, 32)
            .Add("blk.0.attn_norm.weight", 0, 128, 32).Add("blk.0.ffn_norm.weight", 0, 128, 32)
            .Add("blk.0.attn_q.weight", 2, 18 * 32, 32, 32).Add("blk.0.attn_k.weight", 2, 18 * 32, 32, 32).Add("blk.0.attn_v.weight", 8, 34 * 32, 32, 32).Add("blk.0.attn_output.weight", 2, 18 * 32, 32, 32)
            .Add("blk.0.ffn_gate.weight", 2, 18 * 64, 32, 64).Add("blk.0.ffn_up.weight", 2, 18 * 64, 32, 64).Add("blk.0.ffn_down.weight", 8, 34 * 64, 64, 32).Build();
        var warnings = new List<string>();
        var network = new Network(GgufFile.Read(file, new ImportOptions { Warning = warnings.Add, Sizes = new Dictionary<string, long> { ["T"] = 3 } }));
        Assert.Empty(warnings);
        Assert.Equal(
            ["attention value_kernel Q8_0 1088", "feed_forward/down kernel Q8_0 2176"],
            WeightMeasurement.Of(network).Where(row => row.Type == "Q8_0" && row.Layer.Contains('/', StringComparison.Ordinal)).Select(row => $"{row.Layer.Split('/', 2)[1]} {row.Weight} {row.Type} {row.Bytes}"));
        NetworkMeasurement measured = NetworkMeasurement.Of(network);

        // The embeddings are also the head: 320; a block has 4·32² + 3·32·64 and two normalisations; one more stands behind it.
        Assert.Equal((320L + 4096 + 6144 + 96, 340L + (3 * 576) + 1088 + (2 * 1152) + 2176 + 384), (measured.StoredParameters, measured.StoredBytes));
        Assert.Equal(measured.Parameters, measured.StoredParameters);
        Assert.Equal(measured.Bytes, measured.StoredBytes);
        Assert.NotNull(measured.Macs);
        Assert.Equal(measured.StoredBytes, MemoryMeasurement.Of(network, new MemoryOptions()).WeightBytes);
    }

    [Theory]
    [InlineData("bunny", "the architecture bunny is not supported; supported are ")]
    [InlineData("llama", "the key llama.attention.head_count is missing.")]
    public void An_unknown_graph_is_a_warning_and_leaves_the_tensors(string architecture, string why)
    {
        byte[] file = new GgufFile().Text("general.architecture", architecture).Add("token_embd.weight", 0, 48, 4, 3).Build();
        var warnings = new List<string>();
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(GgufFile.Read(file, new ImportOptions { Warning = warnings.Add })));
        Assert.Equal((12L, (long?)null, 32.0), (row.Parameters, row.Macs, row.BitsPerWeight));
        Assert.StartsWith($"the graph is unknown, and the network is the list of its tensors: {why}", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("Without -Strict", Assert.Throws<DeepCalcException>(() => GgufFile.Read(file, new ImportOptions { IsStrict = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_blocks_that_the_file_does_not_have_is_no_graph()
    {
        byte[] file = Built(Usual("llama", 1_000), [.. Attention(8), .. Network(), .. Norms(), .. Head()]);
        var warnings = new List<string>();
        Assert.Null(NetworkMeasurement.Of(new Network(GgufFile.Read(file, new ImportOptions { Warning = warnings.Add }))).MacsFormula);
        Assert.Contains("llama.block_count is 1000, but the file has tensors of 2 blocks.", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_is_one_graph_with_the_settings_of_its_first_part()
    {
        Tensors[] all = [.. Head(), .. Attention(8), .. Network(), .. Norms()];
        int count = all.Sum(tensor => tensor.Name.Contains('*', StringComparison.Ordinal) ? 2 : 1);
        Dictionary<string, byte[]> folder = new()
        {
            ["m-00001-of-00002.gguf"] = Built(Part(Usual("llama"), 0, count), all[..6]),
            ["m-00002-of-00002.gguf"] = Built(Part(new GgufFile(), 1, count), all[6..]),
        };
        foreach (string name in folder.Keys)
        {
            NetworkMeasurement row = NetworkMeasurement.Of(Shards.Import(folder, name));
            Assert.Equal(row.Parameters, row.StoredParameters);
            Assert.NotNull(row.MacsFormula);
        }

        var warnings = new List<string>();
        folder.Remove("m-00002-of-00002.gguf");
        NetworkMeasurement first = NetworkMeasurement.Of(Shards.Import(folder, "m-00001-of-00002.gguf", options => options with { Warning = warnings.Add }));
        Assert.StartsWith("m-00002-of-00002.gguf is missing from the checkpoint ", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.True(first.StoredParameters < first.Parameters);

        static GgufFile Part(GgufFile file, byte number, int tensors) => file.Number("split.no", 2, number, 0).Number("split.count", 2, 2, 0).UInt32("split.tensors.count", (uint)tensors);
    }

    /// <summary>The file of a small Llama, or of one with experts.</summary>
    internal static byte[] SmallLlama(bool hasExperts) => hasExperts
        ? Built(Usual("llama").UInt32("llama.expert_count", 4).UInt32("llama.expert_used_count", 2), [.. Attention(8), .. Experts(4, H), .. Norms(), .. Head()])
        : Built(Usual("llama"), [.. Attention(8), .. Network(), .. Norms(), .. Head()]);

    private static GgufFile Usual(string architecture, uint blocks = 2) => new GgufFile().Text("general.architecture", architecture)
        .UInt32($"{architecture}.block_count", blocks).UInt32($"{architecture}.embedding_length", C).UInt32($"{architecture}.feed_forward_length", H)
        .UInt32($"{architecture}.attention.head_count", Heads).UInt32($"{architecture}.attention.head_count_kv", KeyValueHeads);

    private static GgufFile WithExperts(string architecture) => Usual(architecture)
        .UInt32($"{architecture}.expert_count", 4).UInt32($"{architecture}.expert_used_count", 2).UInt32($"{architecture}.expert_feed_forward_length", 16);

    private static Tensors[] Attention(int width) =>
    [
        ("blk.*.attn_q.weight", [C, Heads * width]), ("blk.*.attn_k.weight", [C, KeyValueHeads * width]), ("blk.*.attn_v.weight", [C, KeyValueHeads * width]), ("blk.*.attn_output.weight", [Heads * width, C]),
    ];

    private static Tensors[] Biases(int width) =>
        [("blk.*.attn_q.bias", [Heads * width]), ("blk.*.attn_k.bias", [KeyValueHeads * width]), ("blk.*.attn_v.bias", [KeyValueHeads * width])];

    private static Tensors[] Network() => [("blk.*.ffn_gate.weight", [C, H]), ("blk.*.ffn_up.weight", [C, H]), ("blk.*.ffn_down.weight", [H, C])];

    private static Tensors[] Experts(int number, int hidden) =>
    [
        ("blk.*.ffn_gate_inp.weight", [C, number]), ("blk.*.ffn_gate_exps.weight", [C, hidden, number]), ("blk.*.ffn_up_exps.weight", [C, hidden, number]), ("blk.*.ffn_down_exps.weight", [hidden, C, number]),
    ];

    private static Tensors[] Norms() => [("blk.*.attn_norm.weight", [C]), ("blk.*.ffn_norm.weight", [C]), ("output_norm.weight", [C])];

    private static Tensors[] Head() => [("token_embd.weight", [C, V]), ("output.weight", [C, V])];

    private static Tensors[] Plain() =>
    [
        ("blk.*.ffn_up.weight", [C, H]), ("blk.*.ffn_up.bias", [H]), ("blk.*.ffn_down.weight", [H, C]), ("blk.*.ffn_down.bias", [C]), ("blk.*.attn_norm.weight", [C]), ("blk.*.attn_norm.bias", [C]),
        ("blk.*.ffn_norm.weight", [C]), ("blk.*.ffn_norm.bias", [C]), ("output_norm.weight", [C]), ("output_norm.bias", [C]),
    ];

    private static void Same(string config, GgufFile keys, Tensors[] tensors)
    {
        var warnings = new List<string>();
        var options = new ImportOptions { Warning = warnings.Add };
        var read = new Network(GgufFile.Read(Built(keys, tensors), options));
        var expected = new Network(HuggingFace.Configs.Read(config));
        NetworkMeasurement row = NetworkMeasurement.Of(read);
        NetworkMeasurement other = NetworkMeasurement.Of(expected);
        Assert.Equal("", string.Join(' ', warnings));
        Assert.Equal((other.Parameters, other.ActiveParameters, other.MacsFormula), (row.Parameters, row.ActiveParameters, row.MacsFormula));
        Assert.Equal(row.Parameters, row.StoredParameters);

        // A bias that only balances the loads of experts is a buffer.
        long bytes = 4 * (row.Parameters!.Value + row.Buffers!.Value);
        Assert.Equal((bytes, bytes, Math.Round(8.0 * bytes / row.Parameters.Value, 6)), (row.StoredBytes, row.Bytes, row.BitsPerWeight));
        Assert.Equal(LayerMeasurement.Of(expected).Select(layer => (layer.Name, layer.Kind, layer.Settings)), LayerMeasurement.Of(read).Select(layer => (layer.Name, layer.Kind, layer.Settings)));
    }

    // Float32 tensors; * stands for the number of each of two blocks.
    private static byte[] Built(GgufFile file, Tensors[] tensors)
    {
        foreach (Tensors tensor in tensors)
        {
            foreach (string name in tensor.Name.Contains('*', StringComparison.Ordinal) ? (string[])[tensor.Name.Replace('*', '0'), tensor.Name.Replace('*', '1')] : [tensor.Name])
            {
                file.Add(name, 0, 4 * tensor.Axes.Aggregate(1L, (a, b) => a * b), tensor.Axes);
            }
        }

        return file.Build();
    }

    private readonly record struct Tensors(string Name, long[] Axes)
    {
        public static implicit operator Tensors((string Name, long[] Axes) tensor) => new(tensor.Name, tensor.Axes);
    }
}
