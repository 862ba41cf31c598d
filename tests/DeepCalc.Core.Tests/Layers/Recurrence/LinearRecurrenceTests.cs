namespace DeepCalc.Tests.Layers.Recurrence;

/// <summary>Layers with a state of fixed size: weights of published networks, work and states counted by hand.</summary>
public class LinearRecurrenceTests
{
    private static readonly Quantity T = Quantity.Unknown("T");

    // Kimi K3's layers have 96 heads of width 128, a gate of full rank, and decays from −5.
    private static readonly GatedDeltaNet KimiK3 = Kimi(96) with { GateRank = null, DecayFloor = -5 };

    public static TheoryData<LayerDefinition, long, long> Weights => new()
    {
        // Qwen3-Next-80B-A3B: queries, keys, values and gate 2048·12288, rates and decays 2048·64, 8192·4 of the convolution, 2·32, 128, 4096·2048.
        { new GatedDeltaNet(32) { KeyHeads = 16 }, 2048, 25_165_824 + 131_072 + 32_768 + 64 + 128 + 8_388_608 },

        // Kimi-Linear-48B-A3B: 3·2304·4096 and 3·4096·4, decays and gate through 128, rates 2304·32, 32 + 4096, 128, 4096·2304.
        { Kimi(32), 2304, 28_311_552 + 49_152 + (2 * 819_200) + 73_728 + 4128 + 128 + 9_437_184 },

        // Mamba-130M has 129,135,360 parameters: 24 layers with a norm of 768 each, 50,280 embeddings of 768, which are tied, and the last norm.
        { new Mamba(), 768, ((129_135_360 - 768 - (50_280 * 768)) / 24) - 768 },

        // Jamba normalises what the time steps are projected from, B and C: 48 + 16 + 16.
        { new Mamba { NormalizesSelection = true }, 768, 3_770_880 + 80 },

        // Mamba2-130M has 128,989,632 parameters, with 50,288 embeddings.
        { new Mamba2(24), 768, ((128_989_632 - 768 - (50_288 * 768)) / 24) - 768 },

        // Falcon Mamba 7B normalises without scales: 4096·16384, 8192·(256 + 32), 256·8192 + 8192, 8192·4096; 5·8192, 8192·16 and 8192.
        { new Mamba { NormalizesSelection = true, UseSelectionScale = false }, 4096, 67_108_864 + 2_359_296 + 2_105_344 + 33_554_432 + 40_960 + 131_072 + 8192 },

        // RWKV-4 169M: 4·768² and 5·768; 2·768·3072, 768² and 2·768.
        { new Rwkv4TimeMixing(), 768, 2_359_296 + 3840 },
        { new Rwkv4TimeMixing(512), 768, (4 * 768 * 512) + (3 * 768) + (2 * 512) },
        { new RwkvChannelMixing(3072, RwkvVersion.V4), 768, 4_718_592 + 589_824 + 1536 },

        // RWKV-6 1.6B: 5·2048², 2·2048·160, 2·2048·64 and 10·2048; 2·2048·7168, 2048² and 2·2048.
        { new RwkvTimeMixing(RwkvVersion.V6), 2048, 20_971_520 + 655_360 + 262_144 + 20_480 },
        { new RwkvChannelMixing(7168, RwkvVersion.V6), 2048, 29_360_128 + 4_194_304 + 4096 },

        // RWKV-7 168M: 4·768², 2·768·(64 + 64 + 128) and 13·768; 2·768·3072 and 768.
        { new RwkvTimeMixing(), 768, 2_359_296 + 393_216 + 9984 },
        { new RwkvTimeMixing { MixesValues = true }, 768, 2_359_296 + 393_216 + 9984 + 49_152 + 768 },
        { new RwkvChannelMixing(3072), 768, 4_718_592 + 768 },
    };

    // Bytes of one sequence with 16-bit numbers, by the type of each state. A state has h·d·v numbers of float32 in delta nets and RWKV, I·N of
    // the network's type in Mamba; last inputs are F − 1 of each convolved feature, or one.
    public static TheoryData<LayerDefinition, long, long> StateBytes => new()
    {
        // Qwen3.5-27B: 48 layers with 48 heads of 128·128 numbers, and 3 last inputs of 2·16·128 + 48·128 features.
        { new GatedDeltaNet(48) { KeyHeads = 16 }, 5120, 153_944_064 / 48 },
        { new GatedDeltaNet(48) { KeyHeads = 16 }, 5120, (4 * 48 * 128 * 128) + (2 * 3 * 10_240) },

        // Kimi-K3: 69 layers with 96 heads of 128·128 numbers, and 3 last inputs of 3·96·128 features.
        { KimiK3, 7168, 449_372_160 / 69 },
        { KimiK3, 7168, (4 * 96 * 128 * 128) + (2 * 3 * 36_864) },
        { new Mamba(), 768, 2 * ((1536 * 16) + (3 * 1536)) },
        { new Mamba2(24), 768, 2 * ((1536 * 128) + (3 * (1536 + 256))) },
        { new Mamba2(24) { StateType = ElementType.Float32, Kernel = 1 }, 768, 4 * 1536 * 128 },
        { new Rwkv4TimeMixing(), 768, (4 * 3 * 768) + (2 * 768) },
        { new RwkvTimeMixing(), 768, (4 * 12 * 64 * 64) + (2 * 768) },
        { new RwkvChannelMixing(3072), 768, 2 * 768 },
    };

    // A step on 4 features (3 in Mamba): multiply-adds of the recurrence, and operations on elements, each counted as the comment lists them.
    public static TheoryData<LayerDefinition, long, long> Steps => new()
    {
        // SiLU 10·5, unit vectors 4·3, scale 2, rates 2·4, decays 2·6; of 2 states of 2·3 the decay 12, differences 6·2; norm 6·4, gate 6·6.
        { Small, 3 * 12, 50 + 12 + 2 + 8 + 12 + 12 + 12 + 24 + 36 },

        // SiLU 14·5, unit vectors 8·3, scale 4, rates 2·4, decays 4·8, decay 12, differences 6·2, norm 6·4, gate 6·5.
        { Small with { KeyHeads = 2, DecayRank = 3, DecayFloor = -5, GateRank = 1, GateFunction = ActivationFunction.Sigmoid }, 3 * 12, 70 + 24 + 4 + 8 + 32 + 12 + 12 + 24 + 30 },

        // SiLU 3·5, softplus 3·3, decays 6·2, Δx 3, decay 6, Dx 3·2, gate 3·6.
        { new Mamba(2) { InnerWidth = 3, TimeStepRank = 1 }, 2 * 6, 15 + 9 + 12 + 3 + 6 + 6 + 18 },

        // SiLU 10·5, time steps 2·4, decays 2·2, Δx 6, decay 12, Dx 6·2, gate 6·6, norm 6·4.
        { Pairs, 2 * 12, 50 + 8 + 4 + 6 + 12 + 12 + 36 + 24 },

        // Factors 2·6 + 2·2 + 2 more.
        { Pairs with { ScalesProjection = true }, 2 * 12, 152 + 18 },

        // Difference 4, mixtures 4·6; of 3 inner features sigmoid 3·4, averages 3·12, the state 3·11, gate 3.
        { new Rwkv4TimeMixing(3), 0, 4 + 24 + 12 + 36 + 33 + 3 },

        // Difference 4, mixtures 4·12, tanh 1, sigmoid 4, decays 4·7, rates 4·5, removed keys 4·5, replacement keys 4·4; decay of 2 states of 2·2
        // numbers; bonus 4 and 4·2, norm 4·7, gate 4. The bonus is 4 multiply-adds.
        { Goose, (4 * 8) + 4, 4 + 48 + 1 + 4 + 28 + 20 + 20 + 16 + 8 + 4 + 8 + 28 + 4 },
        { Goose with { MixesValues = true }, (4 * 8) + 4, 193 + (4 * 8) },

        // Difference 4, mixtures 4·(2 + 5·3), tanh 5 and 1, decays 4·3, gate 4·5, decay 8, bonus 4 and 4·2, norm 4·7, gate 4.
        { Goose with { Version = RwkvVersion.V6 }, (2 * 8) + 4, 4 + 68 + 5 + 1 + 12 + 20 + 8 + 4 + 8 + 28 + 4 },
        { new RwkvChannelMixing(6), 0, (4 * 3) + (6 * 2) },
        { new RwkvChannelMixing(6, RwkvVersion.V6), 0, (4 * 5) + (6 * 2) + (4 * 5) },
    };

    private static GatedDeltaNet Small => new(2) { KeyHeads = 1, KeyWidth = 2, ValueWidth = 3 };

    private static Mamba2 Pairs => new(2) { HeadWidth = 3, StateSize = 2 };

    private static RwkvTimeMixing Goose => new() { HeadWidth = 2, DecayRank = 1, MixRank = 1, RateRank = 1, ValueRank = 1, GateRank = 1 };

    [Theory]
    [MemberData(nameof(Weights))]
    public void Weights_are_those_of_published_networks(LayerDefinition definition, long features, long expected) =>
        Assert.Equal(expected, On(definition, T, features).Weights().Sum(weight => weight.Count.Value));

    [Theory]
    [MemberData(nameof(StateBytes))]
    public void States_have_a_size_that_the_length_does_not_change(LayerDefinition definition, long features, long expected)
    {
        IReadOnlyList<State> states = On(definition, T, features).States();

        Assert.All(states, state => Assert.False(state.IsPerPosition));
        Assert.Equal(expected, states.Sum(state => state.Elements.Value * (state.Type == ElementType.Undefined ? 2 : state.Type.Bits()!.Value / 8)));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_does_the_work_of_its_formulas(LayerDefinition definition, long recurrence, long elementwise)
    {
        Layer layer = On(definition, 1, 4);
        long others = layer.Weights().Where(weight => weight.Name.EndsWith("_kernel", StringComparison.Ordinal)).Sum(weight => weight.Count.Value);

        Assert.Equal(others + recurrence, layer.Work().Macs.Value);
        Assert.Equal(elementwise, layer.Work().Elementwise.Value);
        Assert.Equal(layer.Work() * 9, On(definition, 9, 4).Work());
    }

    [Fact]
    public void Chunks_are_filled_up()
    {
        // 3 positions in chunks of 2 are 4: scores 4·2·2, results within 4·6·2, states 4·6·2 and their results 4·6·2.
        Work one = On(Pairs, 3, 4).Work();
        Work work = On(Pairs with { Chunk = 2 }, 3, 4).Work();

        Assert.Equal(one.Macs.Value - (3 * 24) + 16 + 48 + 48 + 48, work.Macs.Value);

        // Decays 4·2·5, Δx 4·6, decayed scores 4·2·2·3, inputs 4·6, states 2·12·2, results 4·6·2, in place of 3·(4 + 6 + 12).
        Assert.Equal(one.Elementwise.Value - (3 * 22) + 40 + 24 + 48 + 24 + 48 + 48, work.Elementwise.Value);
        Assert.Contains("⌈T/2⌉", On(Pairs with { Chunk = 2 }, T, 4).Work().Macs.ToString(), StringComparison.Ordinal);

        // A chunk and a head of a delta net: 2·2·(3·2 + 2·3), 3·2·2·3 and 1 to invert; 2 chunks and 2 heads, in place of 3·3·12.
        one = On(Small, 3, 4).Work();
        work = On(Small with { Chunk = 2 }, 3, 4).Work();
        Assert.Equal(one.Macs.Value - 108 + (4 * (48 + 36 + 1)), work.Macs.Value);

        // 8 rows: decays 8·4, pairs 8·2·4, rates 8·(2 + 3), decayed queries and keys 8·2·3, differences 8·3, states 2·12, in place of 3·(12 + 12).
        Assert.Equal(one.Elementwise.Value - 72 + 32 + 64 + 40 + 48 + 24 + 24, work.Elementwise.Value);

        // With decays of each feature 8·2·4 and 8·2 in place of 8·4 and 8·2·4.
        GatedDeltaNet kimi = Small with { KeyHeads = 2, DecayRank = 1 };
        Assert.Equal(
            On(kimi, 3, 4).Work().Elementwise.Value - 72 + 64 + 16 + 40 + 48 + 24 + 24, On(kimi with { Chunk = 2 }, 3, 4).Work().Elementwise.Value);

        // Decoding goes position by position.
        one = On(Pairs, 3, 4).Work();
        Assert.Equal(one.Macs.Value, new Network(On(Pairs with { Chunk = 2 }, 3, 4)).After(100).Layers[^1].Work().Macs.Value);
    }

    [Fact]
    public void A_position_sees_itself_and_those_before_it()
    {
        Assert.All(
            new LayerDefinition[] { Small, KimiK3, new Mamba(), Pairs, Goose },
            definition => Assert.Equal((ViewKind.Prefix, ViewKind.Everything), (On(definition, 9, 4).View(0, 0).Kind, On(definition, 9, 4).View(0, 1).Kind)));
        AxisView pair = On(new RwkvChannelMixing(6), 9, 4).View(0, 0);
        Assert.Equal((2, 1), (pair.Kernel, pair.Before.Value));
    }

    [Fact]
    public void The_first_layer_of_RWKV_7_also_gives_its_values()
    {
        Layer first = On(Goose, 9, 4);
        Layer values = first.Output(1, null);
        Layer second = new(Goose with { MixesValues = true }, null, first, values);

        Assert.Equal((2, "9x4", 1), (first.OutputCount, values.OutputShape.ToString(), second.OutputCount));
        Assert.Equal(2, values.View(0, 0).Kernel);
        Build.Refused(() => new Layer(Goose with { MixesValues = true }, null, first, Build.Input(9, 6)), ErrorCode.ShapeMismatch, "9x4", "9x6");
        Build.Refused(() => new Layer(Goose with { Version = RwkvVersion.V6, MixesValues = true }, null, first, values), ErrorCode.InvalidSetting, "RWKV-7");
    }

    // LFM2-1.2B: three parts of a projection, of which two are multiplied, convolved over 3 positions, and multiplied by the third.
    [Fact]
    public void A_gated_short_convolution_remembers_its_last_inputs()
    {
        Layer projected = new(new Dense(3 * 2048, false), null, Build.Input(T, 2048));
        Layer[] parts = [.. Enumerable.Range(0, 3).Select(part => new Layer(new Split(part, 3), null, projected))];
        var window = new WindowSettings { Kernel = 3, Padding = Padding.Causal, Rank = 1 };
        Layer convolved = new(new DepthwiseConvolution(1, window, false), null, new Layer(new Merge(MergeKind.Multiply), null, parts[0], parts[2]));
        var network = new Network(new Layer(new Dense(2048, false), null, new Layer(new Merge(MergeKind.Multiply), null, parts[1], convolved)));

        Assert.Equal([("last inputs", 2 * 2048L)], network.Layers.SelectMany(layer => layer.States()).Select(state => (state.Name, state.Elements.Value)));
        Assert.Equal((4 * 2048 * 2048) + (3 * 2048), network.Layers.SelectMany(layer => layer.Weights()).Sum(weight => weight.Count.Value));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(2, 4)]
    public void Heads_that_do_not_divide_are_refused(long heads, long groups)
    {
        Build.Refused(() => On(new GatedDeltaNet(heads) { KeyHeads = groups }, T, 8), ErrorCode.GroupsMismatch, $"{heads} heads", $"{groups} key heads");
        Build.Refused(() => On(new Mamba2(heads) { Groups = groups }, T, 8), ErrorCode.GroupsMismatch, $"{heads} heads", $"{groups} groups");
    }

    private static GatedDeltaNet Kimi(long heads) => new(heads) { DecayRank = 128, GateRank = 128, GateFunction = ActivationFunction.Sigmoid };

    private static Layer On(LayerDefinition definition, Quantity positions, long features)
    {
        Layer input = Build.Input(positions, features);
        return new Layer(definition, null, definition.LeastInputs == 2 ? [input, input] : [input]);
    }
}
