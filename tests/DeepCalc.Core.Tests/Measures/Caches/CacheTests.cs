using DeepCalc.Measures.Caches;
using DeepCalc.Tests.Formats.HuggingFace;

namespace DeepCalc.Tests.Measures.Caches;

/// <summary>Caches of well-known networks, by hand from their configurations, and what engines reserve.</summary>
public class CacheTests
{
    private const string Gemma =
        "vocab_size: 262208, hidden_size: 5376, intermediate_size: 21504, num_hidden_layers: 62, num_attention_heads: 32, num_key_value_heads: 16, head_dim: 128, sliding_window: 1024, sliding_window_pattern: 6, torch_dtype: 'bfloat16'";

    [Theory]
    [InlineData("Llama-2-7B", "524288·T")]
    [InlineData("Llama-3-8B", "131072·T")]
    [InlineData("Qwen3-0.6B", "114688·T")]
    [InlineData("Qwen3-8B", "147456·T")]
    [InlineData("GPT-2-XL", "307200·T")]
    public void A_cache_grows_with_the_sequence(string network, string formula)
    {
        CacheMeasurement row = Measure(Configs.All[network], new CacheOptions { Format = NumberFormat.Parse("float16") });

        Assert.Equal(formula, row.Formula);
        Assert.Equal((0, null, null), (row.StateBytes, row.CacheBytes, row.Length));
        Assert.Equal($"{row.BytesPerToken}·T", row.Formula);
        Assert.Equal(row.BytesPerToken, row.BytesPerTokenLimit);
    }

    // The width of a head is a setting of Qwen3, 128, and no share of the features. Mistral-7B is without its window here.
    [Theory]
    [InlineData("llama", "LlamaForCausalLM", "hidden_size: 5120, num_hidden_layers: 40, num_attention_heads: 40", 819_200)] // Llama-2-13B
    [InlineData("mistral", "MistralForCausalLM", "hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, sliding_window: null", 131_072)]
    [InlineData("mixtral", "MixtralForCausalLM", "hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, num_local_experts: 8, num_experts_per_tok: 2", 131_072)]
    [InlineData("llama", "LlamaForCausalLM", "hidden_size: 8192, num_hidden_layers: 80, num_attention_heads: 64, num_key_value_heads: 8", 327_680)] // Llama-3-70B
    [InlineData("qwen2", "Qwen2ForCausalLM", "hidden_size: 8192, num_hidden_layers: 80, num_attention_heads: 64, num_key_value_heads: 8", 327_680)] // Qwen2.5-72B
    [InlineData("qwen3", "Qwen3ForCausalLM", "hidden_size: 5120, num_hidden_layers: 64, num_attention_heads: 64, num_key_value_heads: 8, head_dim: 128", 262_144)] // Qwen3-32B
    public void A_cache_has_known_bytes_for_each_token(string modelType, string architecture, string settings, long bytes) => Assert.Equal(
        $"{bytes}·T",
        Measure(Configs.Of(modelType, architecture, $"vocab_size: 1000, intermediate_size: 1024, {settings}"), new CacheOptions { Format = NumberFormat.Parse("float16") }).Formula);

    // Gemma-3-27B: 10.406 GiB at 131,072 tokens.
    [Fact]
    public void A_window_bounds_the_cache_of_its_layers()
    {
        string config = Configs.Of("gemma3_text", "Gemma3ForCausalLM", Gemma);
        CacheMeasurement row = Measure(config, new CacheOptions { Length = 131_072 });

        Assert.Equal("8192·(10·T + 52·min(T, 1024))", row.Formula);
        Assert.Equal(8192 * ((10 * 131_072L) + (52 * 1024)), row.CacheBytes);
        Assert.Equal("10.406", (row.CacheBytes!.Value / (double)(1 << 30)).ToString("F3", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((8192 * 10, 8192 * 10, 62), (row.BytesPerToken, row.BytesPerTokenLimit, row.CachingLayers));
        Assert.Equal("bfloat16", row.Type);
        Assert.Equal(8192 * 62, Measure(config, new CacheOptions { Length = 1000 }).BytesPerToken);
        Assert.Null(Measure(config, new CacheOptions()).BytesPerToken);
    }

    [Fact]
    public void Each_sequence_has_a_cache_of_its_own()
    {
        string config = Configs.Of("gemma3_text", "Gemma3ForCausalLM", Gemma);

        Assert.Equal("8192·(40·T + 208·min(T, 1024))", Measure(config, new CacheOptions { BatchSize = 4 }).Formula);
    }

    [Fact]
    public void A_row_a_layer_adds_up_to_the_network()
    {
        var network = new Network(Configs.Read(Configs.Of("gemma3_text", "Gemma3ForCausalLM", Gemma)));
        var options = new CacheOptions { Length = 5000, BatchSize = 3 };

        CacheMeasurement[] rows = [.. CacheMeasurement.PerLayer(network, options)];

        Assert.Equal(62, rows.Length);
        Assert.Equal(CacheMeasurement.Of(network, options).CacheBytes, rows.Sum(row => row.CacheBytes));
        Assert.Equal(["24576·min(T, 1024)", "24576·T"], rows.Select(row => row.Formula).Distinct());
        Assert.Equal("keys, values", rows[0].States);
    }

    // Blocks of 32 numbers in 34 bytes.
    [Fact]
    public void Formats_with_blocks_count_their_scales()
    {
        Assert.Equal("19584·T", Measure(Configs.All["GPT-2"], new CacheOptions { Format = NumberFormat.Parse("q8_0") }).Formula);
        Assert.Equal(
            [34 / 32.0, 0.75, 0.6875, 0.625, 0.5625],
            new[] { "q8_0", "q5_1", "q5_0", "q4_1", "q4_0" }.Select(name => NumberFormat.Parse(name).BitsPerNumber / 8));
    }

    [Fact]
    public void What_does_not_grow_is_a_number()
    {
        CacheMeasurement row = CacheMeasurement.Of(new Network(new Layer(new Recurrent(64), null, Input(10, 32))), new CacheOptions { BatchSize = 2 });

        Assert.Equal(("1024", 1024, 1024, 0), (row.Formula, row.StateBytes, row.CacheBytes, row.BytesPerToken));
    }

    [Fact]
    public void A_network_without_memory_needs_none()
    {
        CacheMeasurement row = CacheMeasurement.Of(new Network(new Layer(new Dense(4), null, Input(10, 32))), new CacheOptions());

        Assert.Equal(("0", 0, 0), (row.Formula, row.CacheBytes, row.CachingLayers));
    }

    // The open length of the network's input names it in the formula; another open size of that name moves the symbol.
    [Fact]
    public void The_symbol_of_the_length_is_no_other_size()
    {
        var attention = new MultiHeadAttention { Heads = 2, KeyWidth = 8, IsCausal = true };
        Layer named = new(attention, null, new Layer(new Input(new TensorShape(Quantity.Unknown("length"), 16)), null));
        Layer memory = new(new MultiHeadAttention { Heads = 2, KeyWidth = 8 }, null, new Layer(attention, null, Input(5, 16)), new Layer(new Input(new TensorShape(Quantity.Unknown("T"), 16)), null));

        Assert.Equal("128·length", CacheMeasurement.Of(new Network(named), new CacheOptions()).Formula);
        Assert.Equal("128·T′ + 128·T", CacheMeasurement.Of(new Network(memory), new CacheOptions()).Formula);
    }

    // llama.cpp: min(context, window·sequences + 512) cells, in whole 256; vLLM: whole pages of 16, and one more for a window.
    [Theory]
    [InlineData(CacheEngine.Architecture, 1000, null, 3, 3000)]
    [InlineData(CacheEngine.Architecture, 1000, 128, 3, 384)]
    [InlineData(CacheEngine.LlamaCpp, 1000, null, 3, 3072)]
    [InlineData(CacheEngine.LlamaCpp, 1000, 128, 3, 1024)]
    [InlineData(CacheEngine.LlamaCpp, 100, 128, 1, 256)]
    [InlineData(CacheEngine.Vllm, 1000, null, 3, 3024)]
    [InlineData(CacheEngine.Vllm, 100_000, 128, 1, 8336)]
    [InlineData(CacheEngine.Vllm, 1000, 128, 1, 1024)]
    public void Engines_reserve_whole_cells_and_pages(CacheEngine engine, long length, int? window, long sequences, long cells) =>
        Assert.Equal(cells, CacheCells.Of(engine, length, window, sequences).Value);

    [Fact]
    public void The_formula_is_the_number() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.Long[1, 5000], CsCheck.Gen.Long[1, 9], CsCheck.Gen.Enum<CacheEngine>()),
            (length, sequences, engine) =>
            {
                var options = new CacheOptions { Length = length, BatchSize = sequences, Engine = engine };
                CacheMeasurement row = Measure(Configs.Of("gemma3_text", "Gemma3ForCausalLM", Gemma), options);
                Assert.Equal(row.CacheBytes, Arithmetic.TextEvaluator.Evaluate(row.Formula, new Dictionary<string, long> { ["T"] = length }));
            },
            iter: 50);

    private static CacheMeasurement Measure(string config, CacheOptions options) => CacheMeasurement.Of(new Network(Configs.Read(config)), options);

    private static Layer Input(params long[] sizes) => new(new Input(new TensorShape([.. sizes.Select(size => (Quantity)size)])), null);
}
