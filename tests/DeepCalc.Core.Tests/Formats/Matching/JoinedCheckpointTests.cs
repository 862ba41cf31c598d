namespace DeepCalc.Tests.Formats.Matching;

public sealed class JoinedCheckpointTests : IDisposable
{
    private readonly ModelFolderFiles _folder = new();

    public JoinedCheckpointTests() => _folder.Add("config.json", SmallLlama.Config);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_graph_is_the_configurations_and_the_bytes_are_the_checkpoints()
    {
        NetworkMeasurement row = Measure(SmallLlama.Tensors());
        Assert.Empty(_folder.Warnings);
        Assert.Equal((SmallLlama.Parameters, SmallLlama.Parameters, 2 * SmallLlama.Parameters, 16.0), (row.Parameters, row.StoredParameters, row.StoredBytes, row.BitsPerWeight));
        Assert.Equal(2 * SmallLlama.Parameters, row.Bytes);
        Assert.NotNull(row.MacsFormula);
        Assert.Equal("net", row.Network);
    }

    [Fact]
    public void A_weight_has_the_type_and_bytes_of_its_tensor()
    {
        (string Name, string Type, long[] Sizes)[] tensors = SmallLlama.Tensors();
        int down = Array.FindIndex(tensors, tensor => tensor.Name == "model.layers.1.mlp.down_proj.weight");
        tensors[down].Type = "F8_E4M3";
        int key = Array.FindIndex(tensors, tensor => tensor.Name == "model.layers.0.self_attn.k_proj.weight");
        tensors[key].Type = "F32";
        Network network = Import(tensors);
        WeightMeasurement[] rows = [.. WeightMeasurement.Of(network)];
        Assert.Equal(["model.layers.1/feed_forward/down"], rows.Where(row => row.Type == "Float8E4M3FN").Select(row => row.Layer));
        WeightMeasurement float32 = Assert.Single(rows, row => row.Type == "Float32");
        Assert.Equal(("model.layers.0/attention", "key_kernel", 512L), (float32.Layer, float32.Weight, float32.Bytes));
        Assert.Equal((2 * SmallLlama.Parameters) - 384 + 256, MemoryMeasurement.Of(network, new MemoryOptions()).WeightBytes);
        Assert.Equal("as stored", MemoryMeasurement.Of(network, new MemoryOptions()).WeightType);
        Assert.Equal(4 * SmallLlama.Parameters, MemoryMeasurement.Of(network, new MemoryOptions { WeightFormat = NumberFormat.Parse("float32") }).WeightBytes);
    }

    [Theory]
    [InlineData("BF16", ElementType.BFloat16)]
    [InlineData("F16", ElementType.Float16)]
    public void Without_a_dtype_layers_compute_in_the_type_of_most_weights(string type, ElementType expected)
    {
        _folder.Add("config.json", SmallLlama.Config.Replace(", \"dtype\": \"bfloat16\"", "", StringComparison.Ordinal));
        (string Name, string Type, long[] Sizes)[] tensors = SmallLlama.Tensors(type);
        foreach (int i in Enumerable.Range(0, tensors.Length).Where(i => tensors[i].Name.Contains("mlp", StringComparison.Ordinal)))
        {
            tensors[i].Type = "F8_E4M3";
        }

        tensors[^2].Type = "F32";
        Network network = Import(tensors);
        Assert.Equal(expected, network.NumberType);

        // Keys and values of two blocks, two bytes a number.
        Assert.Equal(2 * 2 * SmallLlama.KeyValueWidth * 2, CacheMeasurement.Of(network, new CacheOptions { Length = 1 }).CacheBytes);
    }

    [Fact]
    public void A_dtype_is_that_of_the_configuration() => Assert.Equal(ElementType.BFloat16, Import(SmallLlama.Tensors("F32")).NumberType);

    [Fact]
    public void The_stored_bytes_stay_where_a_size_is_given()
    {
        Network network = Import(SmallLlama.Tensors("F32")).WithSizes(new Dictionary<string, long> { ["T"] = 7 });
        Assert.Equal(4 * SmallLlama.Parameters, NetworkMeasurement.Of(network).StoredBytes);
        Assert.Equal(4 * SmallLlama.Parameters, MemoryMeasurement.Of(network, new MemoryOptions()).WeightBytes);
    }

    [Fact]
    public void Differences_are_one_warning()
    {
        NetworkMeasurement row = Measure(
        [
            .. SmallLlama.Tensors().Where(tensor => tensor.Name is not ("model.layers.1.mlp.up_proj.weight" or "model.norm.weight")),
            .. SmallLlama.Block("model.layers.2", "BF16"),
            ("model.layers.2.eh_proj.weight", "BF16", [16, 32]),
            ("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", [2]),
        ]);
        string warning = Assert.Single(_folder.Warnings);
        Assert.Equal(
            "the checkpoint model.safetensors and the architecture differ: the architecture does not have model.layers.2 (10); the checkpoint lacks model.layers.1/feed_forward/up kernel, model.norm gamma.",
            warning);
        Assert.Equal(SmallLlama.Parameters, row.Parameters);
        Assert.Equal(SmallLlama.Parameters - 384 - 16 + 1952 + 512, row.StoredParameters);
    }

    [Fact]
    public void A_tensor_of_another_size_is_named_with_both()
    {
        (string Name, string Type, long[] Sizes)[] tensors = SmallLlama.Tensors();
        tensors[0].Sizes = [64, 16];
        NetworkMeasurement row = Measure(tensors);
        Assert.Contains("model.embed_tokens.weight has 1024 parameters, and the architecture has 800 (model.embed_tokens embeddings)", Assert.Single(_folder.Warnings), StringComparison.Ordinal);
        Assert.Equal((SmallLlama.Parameters, SmallLlama.Parameters + 224), (row.Parameters, row.StoredParameters));
    }

    [Fact]
    public void Merged_and_divided_matrices_are_those_of_the_architecture()
    {
        Network network = Import(
        [
            .. SmallLlama.Tensors().Where(tensor => !tensor.Name.Contains("layers.0.self_attn.", StringComparison.Ordinal) && !tensor.Name.Contains("layers.1.mlp", StringComparison.Ordinal)),
            ("model.layers.0.self_attn.qkv_proj.weight", "F32", [32, 16]),
            ("model.layers.0.self_attn.o_proj.weight", "BF16", [16, 16]),
            ("model.layers.1.mlp.gate_up_proj.weight", "F32", [48, 16]),
            ("model.layers.1.mlp.down_proj.weight_a", "BF16", [8, 24]),
            ("model.layers.1.mlp.down_proj.weight_b", "BF16", [8, 24]),
        ]);
        Assert.Empty(_folder.Warnings);
        string[] merged = [.. WeightMeasurement.Of(network).Where(row => row.Type == "Float32").Select(row => $"{row.Layer} {row.Weight} {row.Bytes}")];
        Assert.Equal(
            [
                "model.layers.0/attention query_kernel 1024", "model.layers.0/attention key_kernel 512", "model.layers.0/attention value_kernel 512",
                "model.layers.1/feed_forward/gate kernel 1536", "model.layers.1/feed_forward/up kernel 1536",
            ],
            merged);
        Assert.All(WeightMeasurement.Of(network), row => Assert.NotNull(row.Bytes));
    }

    [Fact]
    public void A_prefix_of_the_checkpoint_does_not_matter()
    {
        NetworkMeasurement row = Measure([.. SmallLlama.Tensors().Select(tensor => ($"language_model.{tensor.Name}", tensor.Type, tensor.Sizes))]);
        Assert.Empty(_folder.Warnings);
        Assert.Equal(SmallLlama.Parameters, row.StoredParameters);
        Assert.Equal(row.StoredBytes, row.Bytes);
    }

    [Fact]
    public void A_head_that_shares_the_words_is_not_expected()
    {
        _folder.Add("config.json", SmallLlama.Config.Replace("{\"model_type\"", "{\"tie_word_embeddings\": true, \"model_type\"", StringComparison.Ordinal));
        NetworkMeasurement row = Measure(SmallLlama.Tensors());
        Assert.Contains("does not have lm_head.weight.", Assert.Single(_folder.Warnings), StringComparison.Ordinal);
        Assert.Equal((SmallLlama.Parameters - 800, SmallLlama.Parameters), (row.Parameters, row.StoredParameters));
        row = Measure([.. SmallLlama.Tensors().Where(tensor => tensor.Name != "lm_head.weight")]);
        Assert.Equal((row.Parameters, row.Bytes), (row.StoredParameters, row.StoredBytes));
        Assert.Empty(_folder.Warnings);
    }

    [Fact]
    public void Experts_in_single_tensors_are_one_weight()
    {
        _folder.Add("config.json", """
            {"model_type": "mixtral", "vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "num_local_experts": 4, "num_experts_per_tok": 2}
            """);
        (string, string, long[])[] tensors =
        [
            .. SmallLlama.Tensors().Where(tensor => !tensor.Name.Contains(".mlp.", StringComparison.Ordinal)),
            .. from layer in Enumerable.Range(0, 2)
               from expert in Enumerable.Range(0, 4)
               from part in (string[])["w1", "w2", "w3"]
               select ($"model.layers.{layer}.block_sparse_moe.experts.{expert}.{part}.weight", "BF16", part == "w2" ? new long[] { 16, 24 } : [24, 16]),
            .. from layer in Enumerable.Range(0, 2) select ($"model.layers.{layer}.block_sparse_moe.gate.weight", "F32", new long[] { 4, 16 }),
        ];
        NetworkMeasurement row = Measure(tensors);
        Assert.Empty(_folder.Warnings);
        Assert.Equal(row.Parameters, row.StoredParameters);
        Assert.Equal((2 * row.Parameters) + (2 * 2 * 64), row.Bytes);

        Import([.. tensors.Where(tensor => !tensor.Item1.Contains("layers.1.block_sparse_moe.experts.3.w2", StringComparison.Ordinal))]);
        Assert.Contains(
            "model.layers.1.block_sparse_moe.experts.*.w2.weight has 1152 parameters, and the architecture has 1536 (model.layers.1/feed_forward/experts down_kernel)",
            Assert.Single(_folder.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_architecture_proves_packed_weights()
    {
        // MLX with 4 bits in groups of 32, which could as well be 2 bits in groups of 64: only the architecture says it.
        _folder.Add("config.json", SmallLlama.Config.Replace("16,", "64,", StringComparison.Ordinal).Replace("24,", "128,", StringComparison.Ordinal));
        (string, string, long[])[] tensors =
        [
            .. SmallLlama.Tensors().SelectMany(tensor => Wide(tensor) is { Sizes: [var rows, var columns] } wide && wide.Name.Contains("_proj", StringComparison.Ordinal)
                ? ((string, string, long[])[])[(wide.Name, "U32", [rows, columns / 8]), (wide.Name.Replace(".weight", ".scales", StringComparison.Ordinal), "BF16", [rows, columns / 32]), (wide.Name.Replace(".weight", ".biases", StringComparison.Ordinal), "BF16", [rows, columns / 32])]
                : [Wide(tensor)]),
        ];
        NetworkMeasurement row = Measure(tensors);
        Assert.Empty(_folder.Warnings);
        Assert.Equal(row.Parameters, row.StoredParameters);
        Assert.Equal(row.StoredBytes, row.Bytes);

        // Of a block, 2·64·64 + 2·64·32 + 3·64·128 are packed, at 4 bits and 32 for each group of 32.
        long packed = 2 * (8192 + 4096 + 24_576);
        Assert.Equal((packed * 5 / 8) + (2 * (row.Parameters - packed)), row.StoredBytes);

        static (string Name, string Type, long[] Sizes) Wide((string Name, string Type, long[] Sizes) tensor) =>
            (tensor.Name, tensor.Type, [.. tensor.Sizes.Select(size => size switch { 16 => 64L, 8 => 32, 24 => 128, _ => size })]);
    }

    [Fact]
    public void A_packed_number_that_differs_is_a_warning()
    {
        (string Name, string Type, long[] Sizes)[] tensors = [.. SmallLlama.Tensors().Where(tensor => tensor.Name != "model.layers.0.mlp.down_proj.weight")];
        NetworkMeasurement row = Measure(
        [
            .. tensors,
            ("model.layers.0.mlp.down_proj.qweight", "I32", [4, 16]), ("model.layers.0.mlp.down_proj.qzeros", "I32", [1, 2]), ("model.layers.0.mlp.down_proj.scales", "F16", [1, 16]),
        ]);
        Assert.Contains("model.layers.0.mlp.down_proj.qweight has 512 parameters, and the architecture has 384", Assert.Single(_folder.Warnings), StringComparison.Ordinal);
        Assert.Equal(SmallLlama.Parameters + 128, row.StoredParameters);
    }

    [Fact]
    public void A_missing_shard_is_named_and_its_tensors_are_not()
    {
        (string Name, string Type, long[] Sizes)[] tensors = SmallLlama.Tensors();
        _folder.Tensors("model-00001-of-00002.safetensors", tensors[..10]);
        _folder.Add("model.safetensors.index.json", Shards.Index([.. tensors.Select((tensor, i) => (tensor.Name, i < 10 ? "model-00001-of-00002.safetensors" : "model-00002-of-00002.safetensors"))]));
        NetworkMeasurement row = NetworkMeasurement.Of(_folder.Import());
        Assert.Equal(
            "model-00002-of-00002.safetensors is missing from the checkpoint model.safetensors.index.json. The stored counts are those of the files that are there; the bytes of all other weights are counted in the network's own type.",
            Assert.Single(_folder.Warnings));
        Assert.Equal((SmallLlama.Parameters, 800L + 1952), (row.Parameters, row.StoredParameters));
        Assert.Contains("model-00002-of-00002.safetensors", Assert.Throws<DeepCalcException>(() => _folder.Import(new ImportOptions { IsStrict = true })).Message, StringComparison.Ordinal);

        _folder.Tensors("model-00002-of-00002.safetensors", tensors[10..]);
        Assert.Equal(SmallLlama.Parameters, NetworkMeasurement.Of(_folder.Import()).StoredParameters);
        Assert.Empty(_folder.Warnings);
    }

    private NetworkMeasurement Measure((string Name, string Type, long[] Sizes)[] tensors) => NetworkMeasurement.Of(Import(tensors));

    private Network Import((string Name, string Type, long[] Sizes)[] tensors) => _folder.Tensors("model.safetensors", tensors).Import();
}
