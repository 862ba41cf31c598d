namespace DeepCalc.Tests.Blocks;

/// <summary>Settings of blocks that families of language models need; numbers by hand on 5 positions of 8 features, 4 heads of 2.</summary>
public class BlockSettingsTests
{
    private static readonly MultiHeadAttention Plain = new() { Heads = 4, KeyValueHeads = 2, UseBias = false, IsCausal = true, UseRotary = true };

    private static readonly FeedForwardBlock Network = new() { Hidden = 16, UseBias = false };

    private static Layer Input => Build.Input(5, 8);

    // Queries are 5·4·2 = 40 elements, keys 5·2·2 = 20; RMS with a scale is 4 operations an element, Layer 7.
    [Theory]
    [InlineData(NormalizationKind.Rms, 4, 60 * 4)]
    [InlineData(NormalizationKind.Layer, 8, 60 * 7)]
    public void Heads_are_normalised_with_weights_that_all_share(NormalizationKind kind, long weights, long work)
    {
        Layer plain = new(Plain, null, Input);
        Layer layer = new(Plain with { HeadNormalization = kind }, null, Input);

        Assert.Equal(weights, ParameterMeasure.Of(layer).Total - ParameterMeasure.Of(plain).Total);
        Assert.Equal(work, layer.Work().Elementwise - plain.Work().Elementwise);
        Assert.Equal(plain.Work().Macs, layer.Work().Macs);
        Assert.All(layer.Weights().Where(weight => weight.Name.Contains("norm")), weight => Assert.Equal("2", weight.Shape.ToString()));
        Assert.Contains($"{kind} normalised heads", layer.Settings);
    }

    // Rotary turns 60 elements, or one of two features: 30; 3 operations each.
    [Fact]
    public void Rotary_positions_can_rotate_a_part_of_a_head()
    {
        Layer part = new(Plain with { RotaryWidth = 1 }, null, Input);
        Assert.Equal(90, new Layer(Plain, null, Input).Work().Elementwise - part.Work().Elementwise);
        Assert.Contains("rotary on 1", part.Settings);
    }

    // 4 heads of 5·5 scores; a division, a tanh and a product each.
    [Fact]
    public void Scores_are_capped() =>
        Assert.Equal(300, new Layer(Plain with { CapsScores = true }, null, Input).Work().Elementwise - new Layer(Plain, null, Input).Work().Elementwise);

    [Fact]
    public void The_working_adds_up()
    {
        Layer layer = new(Plain with { HeadNormalization = NormalizationKind.Rms, CapsScores = true, RotaryWidth = 1 }, "a", Input);
        CalculationStep[] steps = [.. Calculation.Of(new Network(layer), [CalculationTopic.Operation])];
        Assert.Contains(steps, step => step.Quantity == "Element-wise operations, all steps" && step.Value == layer.Work().Elementwise.Value);
        Assert.Contains(steps, step => step.Quantity.Contains("normalised queries and keys") && step.Value == 240);
    }

    [Fact]
    public void Invalid_settings_are_refused()
    {
        Build.Refused(() => new Layer(Plain with { HeadNormalization = NormalizationKind.Batch }, null, Input), ErrorCode.InvalidSetting, "Layer or Rms");
        Build.Refused(() => new Layer(Plain with { RotaryWidth = 0 }, null, Input), ErrorCode.InvalidSize, "at least 1");
        Build.Refused(() => new Layer(Plain with { RotaryWidth = 4, KeyWidth = 2 }, null, Input), ErrorCode.InvalidSetting, "4 features of a head of width 2");
        Build.Refused(() => new Layer(Plain with { RotaryWidth = 1, UseRotary = false }, null, Input), ErrorCode.InvalidSetting, "no rotary positions");
        TransformerBlock block = new() { Attention = Plain, FeedForward = Network };
        Build.Refused(() => On(block with { IsParallel = true }).Output, ErrorCode.InvalidSetting, "before its branches");
        Build.Refused(() => On(block with { IsPreNorm = true, SharesNorm = true }).Output, ErrorCode.InvalidSetting, "parallel");
        Build.Refused(() => (block with { IsPreNorm = true, IsParallel = true }).On(Input, Input, default), ErrorCode.InvalidSetting, "memory");
        Build.Refused(() => On(new TransformerBlock()).Output, ErrorCode.InvalidSetting, "needs attention, a feed-forward network, or both");
        Build.Refused(() => On(new TransformerBlock { Attention = Plain, IsPreNorm = true, IsParallel = true }).Output, ErrorCode.InvalidSetting, "needs attention and a feed-forward network");
    }

    // Hybrid networks have blocks of one branch: a normalisation, the branch and a sum.
    [Fact]
    public void A_block_can_have_one_branch()
    {
        TransformerBlock block = new() { Attention = Plain, FeedForward = Network, IsPreNorm = true };
        string[] both = Names(block);
        Assert.Equal(both[..3], Names(block with { FeedForward = null }));
        Assert.Equal(both[3..], Names(block with { Attention = null }));

        static string[] Names(TransformerBlock block) => [.. new Network(block.On(Input, null, new BlockScope("b"))).Layers.Where(layer => layer.Inputs.Count > 0).Select(layer => layer.Name!)];
    }

    // A factor for each of 8 features behind both branches, and a multiplication of 40 elements.
    [Fact]
    public void Branches_can_have_a_learned_factor()
    {
        TransformerBlock block = new() { Attention = Plain, FeedForward = Network, IsPreNorm = true };
        Network scaled = On(block with { UseLayerScale = true });

        Assert.Equal(16, Parameters(scaled) - Parameters(On(block)));
        Assert.Equal(80, NetworkMeasurement.Of(scaled).Flops - NetworkMeasurement.Of(On(block)).Flops);
        Assert.Equal(16, Parameters(On(block)) - Parameters(On(block with { SkipsFirstNorm = true })));
        Build.Refused(() => On(block with { IsPreNorm = false, SkipsFirstNorm = true }).Output, ErrorCode.InvalidSetting, "leave the first normalisation out");
    }

    // The cross-attention of its own has 2 heads of width 3: 4 matrices of 8·6.
    [Fact]
    public void The_attention_to_a_memory_can_have_settings_of_its_own()
    {
        TransformerBlock block = new() { Attention = Plain with { RelativePositions = 5 }, FeedForward = Network };
        Layer Cross(TransformerBlock block) => new Network(block.On(Input, Input, new BlockScope("b"))).Layers.Single(layer => layer.Name == "b/cross_attention");

        Assert.Equal(4 * 48, ParameterMeasure.Of(Cross(block with { MemoryAttention = new MultiHeadAttention { Heads = 2, KeyWidth = 3, UseBias = false } })).Total);
        Assert.DoesNotContain("relative", Cross(block).Settings, StringComparison.Ordinal);
    }

    // Windows of 4x4 in a map of 6x8 need two more rows: 4 windows of 16 positions.
    [Theory]
    [InlineData(0, "4x16x8")]
    [InlineData(2, "4x16x8")]
    public void A_block_can_attend_within_windows(long shift, string windows)
    {
        TransformerBlock block = new() { Attention = new MultiHeadAttention { Heads = 2 }, FeedForward = Network, Windows = new WindowPartition { Size = 4, Shift = shift } };
        Network network = new(block.On(Build.Input(6, 8, 8), null, new BlockScope("b")));
        Layer attention = network.Layers.Single(layer => layer.Definition is MultiHeadAttention);

        Assert.Equal((windows, "6x8x8"), (attention.OutputShape.ToString(), network.Output.OutputShape.ToString()));
        Assert.Equal((4 * 64 * 64) + (2 * 4 * 16 * 16 * 8), attention.Work().Macs);
        Assert.Equal(shift == 0 ? 0 : 2, network.Layers.Count(layer => layer.Definition is Roll));
        Build.Refused(() => block.On(Build.Input(6, Quantity.Unknown("W"), 8), null, default), ErrorCode.RankMismatch, "6xWx8");
    }

    // Three blocks of 8·8·... weights count as one, and work as three.
    [Fact]
    public void Blocks_can_share_their_weights()
    {
        TransformerBlock block = new() { Attention = Plain, FeedForward = Network };
        var weights = new DeepCalc.Blocks.BlockWeights();
        Layer layer = Input;
        for (int i = 0; i < 3; i++)
        {
            layer = block.On(layer, null, new BlockScope($"b{i}") { Weights = weights });
        }

        Assert.Equal(Parameters(On(block)), Parameters(new Network(layer)));
        Assert.Equal(3 * NetworkMeasurement.Of(On(block)).Macs, NetworkMeasurement.Of(new Network(layer)).Macs);
    }

    // A plain block has two normalisations of 16 weights, two sums and 40 elements.
    [Fact]
    public void Branches_can_be_normalised_on_both_sides()
    {
        TransformerBlock block = new() { Attention = Plain, FeedForward = Network, IsPreNorm = true };
        Network plain = On(block);
        Network both = On(block with { NormalizesBranches = true });
        Network after = On(block with { IsPreNorm = false, NormalizesBranches = true });

        Assert.Equal(32, Parameters(both) - Parameters(plain));
        Assert.Equal(Parameters(plain), Parameters(after));
        Assert.Equal(
            ["attention_norm", "attention", "attention_output_norm", "attention_add"],
            both.Layers.Skip(1).Take(4).Select(layer => layer.Name!.Split('/')[1]));
        Assert.Equal("b/attention_output_norm", after.Layers[2].Name);
    }

    [Fact]
    public void Branches_can_be_parallel()
    {
        TransformerBlock block = new() { Attention = Plain, FeedForward = Network, IsPreNorm = true };
        Network plain = On(block);
        Network parallel = On(block with { IsParallel = true });
        Network shared = On(block with { IsParallel = true, SharesNorm = true });

        Assert.Equal(Parameters(plain), Parameters(parallel));
        Assert.Equal(16, Parameters(parallel) - Parameters(shared));
        Assert.Equal(3, parallel.Output.Inputs.Count);
        Assert.Equal(OperationMeasurement.Of(plain).Flops, OperationMeasurement.Of(parallel).Flops);
        Assert.Equal(40 * 7, OperationMeasurement.Of(parallel).Flops - OperationMeasurement.Of(shared).Flops);
        Assert.Same(parallel.Layers[0], parallel.Output.Inputs[2]);
    }

    // A shared expert of 8·6 three times, its gate of 8, on 5 positions; the experts as before.
    [Fact]
    public void A_shared_expert_works_on_every_position()
    {
        var experts = new FeedForwardBlock { Hidden = 4, Experts = 3, ActiveExperts = 1, IsGated = true, UseBias = false, Function = ActivationFunction.Silu };
        var plain = new Network(experts.On(Input, new BlockScope("b")));
        var shared = new Network((experts with { SharedHidden = 6 }).On(Input, new BlockScope("b")));
        var gated = new Network((experts with { SharedHidden = 6, GatesShared = true }).On(Input, new BlockScope("b")));

        Assert.Equal(3 * 8 * 6, Parameters(shared) - Parameters(plain));
        Assert.Equal(8, Parameters(gated) - Parameters(shared));
        Assert.Equal(5 * 3 * 8 * 6, OperationMeasurement.Of(shared).Macs - OperationMeasurement.Of(plain).Macs);
        Assert.Equal(ParameterMeasurement.Of(plain).ActiveParameters + (3 * 8 * 6) + 8, ParameterMeasurement.Of(gated).ActiveParameters);

        // 5·(8 products, 7 sums) of the gate, 5 sigmoids of 4, 40 products.
        Assert.Equal((5 * 15) + 20 + 40, OperationMeasurement.Of(gated).Flops - OperationMeasurement.Of(shared).Flops);
    }

    [Theory]
    [InlineData(0, 1L)]
    [InlineData(-1, null)]
    [InlineData(-3, -2L)]
    [InlineData(2, 3L)]
    public void One_position_of_an_unknown_number_is_one(long start, long? stop)
    {
        Layer sequence = Build.Input(Quantity.Unknown("T"), 8);
        Assert.Equal("1x8", new Layer(new Slice(0, start, stop), null, sequence).OutputShape.ToString());
        Assert.NotEqual("1x8", new Layer(new Slice(0, -1, 3), null, sequence).OutputShape.ToString());
        Assert.NotEqual("1x8", new Layer(new Slice(0, 0, 2), null, sequence).OutputShape.ToString());
    }

    private static Network On(TransformerBlock block) => new(block.On(Input, null, new BlockScope("b")));

    private static long Parameters(Network network) => ParameterMeasurement.Of(network).Parameters!.Value;
}
