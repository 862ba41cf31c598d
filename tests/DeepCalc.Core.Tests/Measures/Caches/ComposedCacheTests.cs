namespace DeepCalc.Tests.Measures.Caches;

/// <summary>Caches of well-known networks that are composed of attention layers, by hand from their configurations.</summary>
public class ComposedCacheTests
{
    private static readonly CacheOptions Half = new() { Format = NumberFormat.Parse("float16") };

    // One latent of 512 and a key of 64 in each of 61 layers, for all heads.
    [Fact]
    public void DeepSeek_V3_remembers_latents()
    {
        var latent = new MultiHeadLatentAttention { Heads = 128, LatentWidth = 512, KeyWidth = 128, RotaryWidth = 64, QueryLatentWidth = 1536, IsCausal = true };

        Assert.Equal("70272·T", Measure(Stack(61, 7168, _ => latent), Half).Formula);
        Assert.Equal("4997120·T", Measure(Stack(61, 7168, _ => latent with { Form = LatentForm.Expanded }), Half).Formula);

        // DeepSeek-V3.2 also remembers the indexer's keys of 128.
        Assert.Equal(61 * 704 * 2, Measure(Stack(61, 7168, _ => latent with { Indexer = new SparseIndexer(64, 128, 2048) }), Half with { Length = 1000 }).BytesPerToken);
    }

    // gpt-oss: every second layer has a window of 128.
    [Fact]
    public void Gpt_oss_remembers_windows()
    {
        var full = new MultiHeadAttention { Heads = 64, KeyValueHeads = 8, KeyWidth = 64, IsCausal = true, UseSinkLogit = true };
        Layer Network(int layers) => Stack(layers, 2880, i => i % 2 == 0 ? full with { Window = 128 } : full);
        CacheMeasurement small = Measure(Network(24), Half with { Length = 131_072 });
        CacheMeasurement large = Measure(Network(36), new CacheOptions { Format = NumberFormat.Parse("int8"), Length = 65_936, BatchSize = 48 });

        Assert.Equal("2048·(12·T + 12·min(T, 128))", small.Formula);
        Assert.Equal((3L << 30) + (3 << 20), small.CacheBytes);
        Assert.Equal(6L << 30, Measure(Stack(24, 2880, _ => full), Half with { Length = 131_072 }).CacheBytes);
        Assert.Equal(48 * 1024 * 18 * (65_936L + 128), large.CacheBytes);
    }

    // Falcon-7B: one key and value head of 64 for all 71 heads.
    [Fact]
    public void Falcon_has_one_head_of_keys_and_values() => Assert.Equal(
        "8192·T", Measure(Stack(32, 4544, _ => new MultiHeadAttention { Heads = 71, KeyValueHeads = 1, IsCausal = true }), Half).Formula);

    // Every fourth of 64 layers attends, with 4 key and value heads of 256; 48 have a state of float32 and their last 3 inputs.
    [Fact]
    public void Qwen3_5_27B_remembers_states_beside_keys_and_values()
    {
        var attention = new MultiHeadAttention { Heads = 24, KeyValueHeads = 4, KeyWidth = 256, UseGate = true, IsCausal = true };
        CacheMeasurement row = Measure(Stack(64, 5120, i => i % 4 == 3 ? attention : new GatedDeltaNet(48) { KeyHeads = 16 }), Half);

        Assert.Equal(("65536·T + 153944064", 65_536, 153_944_064, 64), (row.Formula, row.BytesPerToken, row.StateBytes, row.CachingLayers));
    }

    // 24 of 93 layers have a latent of 512 and a key of 64, and 69 a state of 96 heads.
    [Fact]
    public void Kimi_K3_remembers_states_beside_latents()
    {
        var latent = new MultiHeadLatentAttention { Heads = 96, LatentWidth = 512, KeyWidth = 128, RotaryWidth = 64, IsCausal = true };
        var delta = new GatedDeltaNet(96) { DecayRank = 128, DecayFloor = -5 };

        Assert.Equal("27648·T + 449372160", Measure(Stack(93, 7168, i => i % 4 == 3 || i == 92 ? latent : delta), Half).Formula);
    }

    // LFM2-1.2B: 6 of 16 layers attend, and 10 are convolutions that remember 2 inputs.
    [Fact]
    public void LFM2_remembers_a_few_inputs_of_its_convolutions()
    {
        var attention = new MultiHeadAttention { Heads = 32, KeyValueHeads = 8, IsCausal = true };
        var convolution = new DepthwiseConvolution(1, new WindowSettings { Kernel = 3, Padding = Padding.Causal, Rank = 1 }, false);
        CacheMeasurement row = Measure(Stack(16, 2048, i => i is 2 or 5 or 8 or 10 or 12 or 14 ? attention : convolution), Half with { Length = 32_768 });

        Assert.Equal((402_653_184 + (10 * 2 * 2 * 2048), 10 * 2 * 2 * 2048), (row.CacheBytes, row.StateBytes));
    }

    // StreamingLLM: 4 sinks beside the last 2,044 positions.
    [Fact]
    public void StreamingLLM_remembers_its_sinks() => Assert.Equal(
        "524288·min(T, 2048)",
        Measure(Stack(32, 4096, _ => new MultiHeadAttention { Heads = 32, IsCausal = true, Window = 2044, SinkPositions = 4 }), Half).Formula);

    // Gemma 3n E4B: 2 heads of 256; every fifth layer sees all; the last 15 of 35 layers have the keys and values of the 19th or the 20th.
    [Fact]
    public void Gemma_3n_shares_keys_and_values()
    {
        var full = new MultiHeadAttention { Heads = 8, KeyValueHeads = 2, KeyWidth = 256, IsCausal = true };
        MultiHeadAttention local = full with { Window = 512 };
        var layers = new List<Layer>();
        Layer last = Build.Input(Quantity.Unknown("T"), 2048);
        for (int i = 0; i < 35; i++)
        {
            bool seesAll = i % 5 == 4;
            MultiHeadAttention attention = seesAll ? full : local;
            last = i < 20
                ? new Layer(attention, null, last)
                : new Layer(attention with { SharesKeyValue = true }, null, [last, .. SharedKeyValue.Of(layers[seesAll ? 19 : 18])]);
            layers.Add(last);
        }

        CacheMeasurement row = Measure(last, Half);
        Assert.Equal("2048·(4·T + 16·min(T, 512))", row.Formula);
        Assert.Equal(20, row.CachingLayers);

        // In decoding, each local layer multiplies by 512 keys, also one that shares them.
        Network next = new Network(last).WithInput(new TensorShape(1, 2048)).After(9999);
        Assert.Equal(
            (7L * 10_000) + (28L * 512),
            next.Layers.Skip(1).Sum(layer => layer.Storage().Held.Single(held => held.Name == "scores").Elements.Value / 8));
    }

    // YOCO: the first half has windows, and the second half one cache in all.
    [Fact]
    public void YOCO_has_one_cache_for_its_second_half()
    {
        var attention = new MultiHeadAttention { Heads = 16, IsCausal = true };
        Layer first = Stack(8, 1024, _ => attention with { Window = 256 });
        Layer shared = new(attention, null, first);
        Layer last = shared;
        for (int i = 1; i < 8; i++)
        {
            last = new Layer(attention with { SharesKeyValue = true }, null, [last, .. SharedKeyValue.Of(shared)]);
        }

        Assert.Equal("4096·(T + 8·min(T, 256))", Measure(last, Half).Formula);
    }

    // Every fourth of 64 layers is attention with 4 heads of 256; 48 layers have a state of float32 and the last inputs of a convolution.
    [Fact]
    public void Qwen_3_5_remembers_positions_and_states()
    {
        var attention = new MultiHeadAttention { Heads = 24, KeyValueHeads = 4, KeyWidth = 256, UseGate = true, IsCausal = true };
        var delta = new GatedDeltaNet(48) { KeyHeads = 16 };
        CacheMeasurement row = Measure(Stack(64, 5120, i => i % 4 == 3 ? attention : delta), Half);

        Assert.Equal("65536·T + 153944064", row.Formula);
        Assert.Equal((153_944_064, 65_536, 64), (row.StateBytes, row.BytesPerTokenLimit, row.CachingLayers));
    }

    // 24 of 93 layers have a latent of 512 and a key of 64, the others 96 heads of Kimi Delta Attention.
    [Fact]
    public void Kimi_K3_remembers_latents_and_states()
    {
        var latent = new MultiHeadLatentAttention { Heads = 96, LatentWidth = 512, KeyWidth = 128, RotaryWidth = 64, UseRotary = false, IsCausal = true };
        var delta = new GatedDeltaNet(96) { DecayRank = 128, DecayFloor = -5, GateFunction = ActivationFunction.Sigmoid };

        Assert.Equal("27648·T + 449372160", Measure(Stack(93, 7168, i => i % 4 == 3 || i == 92 ? latent : delta), Half).Formula);
    }

    private static Layer Stack(int layers, long width, Func<int, LayerDefinition> definition)
    {
        Layer last = Build.Input(Quantity.Unknown("T"), width);
        for (int i = 0; i < layers; i++)
        {
            last = new Layer(definition(i), null, last);
        }

        return last;
    }

    private static CacheMeasurement Measure(Layer last, CacheOptions options) => CacheMeasurement.Of(new Network(last), options);
}
