namespace DeepCalc.Tests.Measures;

/// <summary>What single units see where that differs from unit to unit.</summary>
public class UnitFieldTests
{
    public static TheoryData<LayerDefinition> Causal => new()
    {
        { new MultiHeadAttention { Heads = 2, IsCausal = true } },
        { new Recurrent(8) { ReturnSequences = true } },
    };

    [Theory]
    [MemberData(nameof(Causal))]
    public void A_unit_that_goes_with_the_steps_sees_those_before_it(LayerDefinition definition)
    {
        Layer sequence = new(definition, null, Build.Conv(Build.Input(16, 8), 8, 3, padding: Padding.Same));
        Layer layer = new(new Dense(4), null, new Layer(definition, null, sequence));

        UnitFieldMeasurement unit = Assert.Single(UnitFieldMeasurement.Of(new Network(layer), [5]));
        Assert.Equal((0L, 6L, false), (unit.ClippedFirst, unit.ClippedLast, unit.SeesEverything));
        PixelFieldMeasurement pixel = Assert.Single(PixelFieldMeasurement.Of(new Network(layer), [5]));
        Assert.Equal((4L, 15L, 12L), (pixel.FirstUnit, pixel.LastUnit, pixel.UnitCount));

        // The largest field is everything: that of the last unit.
        Assert.True(Assert.Single(ReceptiveFieldMeasurement.Of(new Network(layer))) is { SeesEverything: true, Size: 16 });
    }

    [Fact]
    public void Causal_attention_beside_a_skip_connection_still_goes_with_the_steps()
    {
        Layer input = Build.Input(16, 8);
        Layer block = new TransformerBlock
        {
            Attention = new MultiHeadAttention { Heads = 2, IsCausal = true },
            FeedForward = new FeedForwardBlock { Hidden = 16 },
        }.On(input, null, default);

        Assert.Equal(9, Assert.Single(UnitFieldMeasurement.Of(new Network(block), [9])).ClippedLast);
    }

    [Fact]
    public void Attention_that_is_not_causal_sees_all_whatever_the_unit()
    {
        Layer layer = new(new MultiHeadAttention { Heads = 2 }, null, Build.Input(16, 8));

        Assert.True(Assert.Single(UnitFieldMeasurement.Of(new Network(layer), [5])) is { ClippedFirst: 0, ClippedLast: 15, SeesEverything: true });
    }

    [Fact]
    public void Places_that_were_lost_in_different_ways_make_no_union()
    {
        Layer windows = new(new Reshape(new AxisValues(3, 4, 4)), null, Build.Input(12, 4));
        Layer scores = new(new MatrixProduct(TransposeSecond: true), null, windows, windows);
        Layer turned = new(new Reshape(new AxisValues(3, 4, 4)), null, new Layer(new Permute(new AxisValues(1, 0, 2)), null, windows));
        Layer sum = new(new Merge(), null, windows, turned);

        // A score is of two positions, and so is the sum of an element and one from elsewhere.
        Assert.All([scores, sum], layer => Assert.True(Assert.Single(ReceptiveFieldMeasurement.Of(new Network(layer))) is { SeesEverything: true, Size: 12 }));
    }

    [Fact]
    public void Places_that_were_lost_in_one_way_make_a_union()
    {
        Layer input = Build.Input(9, 9, 2);
        Layer left = new(new Flatten(), null, Build.Conv(input, 2, 3, padding: Padding.Same));
        Layer right = new(new Flatten(), null, Build.Conv(input, 2, 5, padding: Padding.Same));
        Layer skipped = new(new Merge(), null, left, new Layer(new Activation(ActivationFunction.Relu), null, left));

        Assert.All(ReceptiveFieldMeasurement.Of(new Network(new Layer(new Merge(), null, left, right))), row => Assert.Equal((5L, false), (row.Size, row.SeesEverything)));
        Assert.All(ReceptiveFieldMeasurement.Of(new Network(skipped)), row => Assert.Equal((3L, false), (row.Size, row.SeesEverything)));
    }
}
