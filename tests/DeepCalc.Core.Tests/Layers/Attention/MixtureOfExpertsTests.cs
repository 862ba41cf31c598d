namespace DeepCalc.Tests.Layers.Attention;

/// <summary>How experts are chosen, and what that weighs and works; the weights of published networks.</summary>
public class MixtureOfExpertsTests
{
    private static readonly FeedForwardBlock DeepSeek = new()
    {
        Hidden = 2048,
        Function = ActivationFunction.Silu,
        IsGated = true,
        UseBias = false,
        Experts = 256,
        ActiveExperts = 8,
        RouterFunction = ActivationFunction.Sigmoid,
        UseSelectionBias = true,
        ExpertGroups = 8,
        ActiveExpertGroups = 4,
        NormalizesShares = true,
        ShareScale = 2.5,
        SharedHidden = 2048,
    };

    // DeepSeek-V3: 256 experts and a shared one of 3·7168·2048, and the router; 671,026,404,352 parameters in all do not have the 58·256 biases.
    [Fact]
    public void The_experts_of_DeepSeek_V3_have_a_bias_that_is_no_parameter()
    {
        Weight[] weights = WeightsOf(DeepSeek, 7168);

        Assert.Equal((257 * 44_040_192L) + 1_835_008, weights.Where(weight => !weight.IsBuffer).Sum(weight => weight.Count.Value));
        Assert.Equal(256, weights.Where(weight => weight.IsBuffer).Sum(weight => weight.Count.Value));
        Assert.Equal((9 * 44_040_192L) + 1_835_008, weights.Where(weight => !weight.IsBuffer).Sum(weight => weight.ActiveCount.Value));
    }

    // gpt-oss-120b: 36 layers of 128 experts with biases, and a router with biases; the rest are attention, norms and embeddings.
    [Fact]
    public void The_experts_and_the_router_of_gpt_oss_have_biases()
    {
        var block = new FeedForwardBlock { Hidden = 2880, Function = ActivationFunction.Silu, IsGated = true, Experts = 128, ActiveExperts = 4, UseRouterBias = true };
        const long Attention = (2880 * 4096) + 4096 + (2 * ((2880 * 512) + 512)) + (4096 * 2880) + 2880 + 64;
        const long Rest = (36 * (Attention + (2 * 2880))) + (2 * 201_088 * 2880L) + 2880;

        Assert.Equal((116_829_156_672 - Rest) / 36, WeightsOf(block, 2880).Sum(weight => weight.Count.Value));
    }

    // Gemma 4: a factor for each of 8 experts, of which 2 work on each of 5 positions.
    [Fact]
    public void Experts_can_have_factors()
    {
        var plain = new MixtureOfExperts(8, 2, 16);
        Layer with = On(plain with { UseExpertScale = true });
        Layer without = On(plain);

        Weight factor = Assert.Single(with.Weights(), weight => weight.Name == "expert_scale");
        Assert.Equal((8, 2), (factor.Count.Value, factor.ActiveCount.Value));
        Assert.Equal(5 * 2, with.Work().Elementwise.Value - without.Work().Elementwise.Value);
        Assert.Equal(without.Work().Macs, with.Work().Macs);

        static Layer On(MixtureOfExperts experts) =>
            new(experts, null, new Layer(new Input(new TensorShape(5, 4)), null), new Layer(new Input(new TensorShape(5, 8)), null));
    }

    // 8 · (1 − (3/4)³) = 4.625; a single position meets k, and very many meet all.
    [Theory]
    [InlineData(8, 2, 3, 4.625)]
    [InlineData(8, 2, 1, 2)]
    [InlineData(256, 8, 1, 8)]
    [InlineData(4, 4, 2, 4)]
    [InlineData(8, 2, 0, 0)]
    [InlineData(8, 2, 1000, 8)]
    public void A_batch_is_expected_to_meet_a_number_of_distinct_experts(long experts, long active, double positions, double expected) =>
        Assert.Equal(expected, new MixtureOfExperts(experts, active, 1).ExpectedExperts(positions), 9);

    [Fact]
    public void A_selection_bias_and_a_factor_work_on_shares()
    {
        Work Of(MixtureOfExperts mixture) => new Layer(mixture, null, Build.Input(5, 3), Build.Input(5, 8)).Work();
        var plain = new MixtureOfExperts(8, 2, 4);

        Assert.Equal((5 * 8) + (5 * 2), Of(plain with { UseSelectionBias = true, ShareScale = 2.5 }).Elementwise.Value - Of(plain).Elementwise.Value);
        Assert.Equal(Of(plain), Of(plain with { Groups = 4, ActiveGroups = 2 }));
    }

    // gpt-oss: a factor inside the sigmoid, an addition, and three limits; Kimi K3 caps the projection that is gated. 10 hidden units on 5 positions.
    [Theory]
    [InlineData(1.702, 1.0, 7.0, null, 5)]
    [InlineData(1.0, 0.0, 7.0, null, 3)]
    [InlineData(null, null, null, 25.0, 3)]
    [InlineData(1.0, 0.0, null, null, 0)]
    public void Constants_of_a_gated_unit_are_operations(double? alpha, double? beta, double? limit, double? cap, long each)
    {
        FeedForwardBlock single = DeepSeek with { Hidden = 10, Experts = null };
        FeedForwardBlock limited = single with { Constants = Constants.Of(("alpha", alpha), ("beta", beta), ("limit", limit), ("cap", cap)) };
        Assert.Equal(5 * 10 * each, Elementwise(limited) - Elementwise(single));

        FeedForwardBlock experts = DeepSeek with { Hidden = 10, Experts = 8, ExpertGroups = 1, ActiveExpertGroups = null, ActiveExperts = 2, SharedHidden = null };
        Assert.Equal(5 * 2 * 10 * each, Elementwise(experts with { Constants = limited.Constants }) - Elementwise(experts));

        static long Elementwise(FeedForwardBlock block) =>
            new Network(block.On(Build.Input(5, 6), default)).Layers.Sum(layer => layer.Work().Elementwise.Value);
    }

    // Experts of 4 features: projections there and back, and a norm.
    [Fact]
    public void Latent_experts_work_on_projected_positions()
    {
        FeedForwardBlock block = DeepSeek with { ExpertWidth = 4, ExpertNormalization = new(NormalizationKind.Rms, UseCenter: false), SharedHidden = null, Hidden = 3, Experts = 8 };
        Assert.Equal((6 * 8) + 8 + (6 * 4) + (8 * 3 * 4 * 3) + 4 + (4 * 6), WeightsOf(block with { ActiveExperts = 2, ExpertGroups = 1, ActiveExpertGroups = null }, 6).Sum(weight => weight.Count.Value));
    }

    [Fact]
    public void Groups_that_do_not_fit_are_refused()
    {
        Layer[] inputs = [Build.Input(5, 3), Build.Input(5, 8)];
        Build.Refused(() => new Layer(new MixtureOfExperts(8, 2, 4) { Groups = 3 }, null, inputs), ErrorCode.GroupsMismatch, "8 experts", "3 groups");
        Build.Refused(() => new Layer(new MixtureOfExperts(8, 2, 4) { Groups = 2, ActiveGroups = 3 }, null, inputs), ErrorCode.InvalidSize, "at most 2");
        Build.Refused(() => new Layer(new MixtureOfExperts(8, 3, 4) { Groups = 4, ActiveGroups = 1 }, null, inputs), ErrorCode.InvalidSize, "fewer than the 3");

        FeedForwardBlock other = DeepSeek with { RouterFunction = ActivationFunction.Relu };
        Build.Refused(() => other.On(Build.Input(5, 3), default), ErrorCode.InvalidSetting, "Softmax or Sigmoid");
    }

    private static Weight[] WeightsOf(FeedForwardBlock block, long width) =>
        [.. new Network(block.On(Build.Input(7, width), default)).Layers.SelectMany(layer => layer.Weights())];
}
