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

    public static TheoryData<LayerDefinition, long> OnPieces => new()
    {
        // 160 positions on an axis that the layer mixes; what leaves them apart sees one.
        { new Dense(64), 16_000 },
        { new Activation(ActivationFunction.Softmax), 16_000 },
        { new Flatten(), 1 },
        { new Activation(ActivationFunction.Relu), 1 },
    };

    [Theory]
    [MemberData(nameof(OnPieces))]
    public void What_mixes_a_piece_of_an_axis_sees_more_of_it(LayerDefinition definition, long size)
    {
        Layer pieces = new(new Reshape(new AxisValues(100, 160)), null, Build.Input(16_000, 1));

        Assert.Equal(size, Assert.Single(ReceptiveFieldMeasurement.Of(new Network(new Layer(definition, null, pieces)))).Size);
    }

    [Fact]
    public void A_dense_layer_after_flatten_sees_everything_also_behind_a_reshape()
    {
        Layer flat = new(new Flatten(), null, new Layer(new Reshape(new AxisValues(2, 8)), null, Build.Input(4, 4, 1)));

        Assert.All(ReceptiveFieldMeasurement.Of(new Network(Build.Dense(flat, 3))), row => Assert.True(row is { Size: 4, SeesEverything: true }));
    }

    [Fact]
    public void Normalised_pieces_depend_on_everything()
    {
        Layer pieces = new(new Reshape(new AxisValues(3, 4)), null, Build.Input(12, 1));
        ReceptiveFieldMeasurement row = Assert.Single(ReceptiveFieldMeasurement.Of(new Network(new Layer(new Normalization(NormalizationKind.Layer), null, pieces))));

        Assert.Equal((12L, 1L, true), (row.Size, row.LocalSize, row.SeesEverything));
    }

    [Fact]
    public void Shuffled_channels_lie_on_all_axes()
    {
        Layer channels = new(new Permute(new AxisValues(1, 2, 0)), null, Build.Input(8, 1, 1));
        Layer pooled = Build.Pool(new Layer(new PixelShuffle(2), null, channels), 2, 2);

        Assert.True(ReceptiveFieldMeasurement.Of(new Network(pooled)).First().Size >= 4);
    }

    [Fact]
    public void Units_and_positions_are_followed_through_concatenated_branches()
    {
        Layer input = Build.Input(8, 8, 3);
        Layer joined = new(new Concatenate(0), null, Build.Conv(input, 3, 1), Build.Conv(input, 3, 3, padding: Padding.Same));

        UnitFieldMeasurement first = UnitFieldMeasurement.Of(new Network(joined), [1, 1]).First();
        UnitFieldMeasurement second = UnitFieldMeasurement.Of(new Network(joined), [9, 1]).First();
        Assert.Equal((1L, 1L, 0L, 2L), (first.ClippedFirst, first.ClippedLast, second.ClippedFirst, second.ClippedLast));

        // Position 0 is seen by unit 0 of the first branch, and by units 0 and 1 of the second.
        PixelFieldMeasurement pixel = PixelFieldMeasurement.Of(new Network(joined), [0, 0]).First();
        Assert.Equal((0L, 9L, 3L), (pixel.FirstUnit, pixel.LastUnit, pixel.UnitCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Joined_branches_whose_fields_lie_on_different_axes_see_all_in_any_order(bool turnedFirst)
    {
        Layer input = Build.Input(4, 4, 1);
        Layer turned = new(new Permute(new AxisValues(1, 0, 2)), null, input);
        Layer joined = new(new Concatenate(0), null, turnedFirst ? [turned, input] : [input, turned]);

        Assert.All(ReceptiveFieldMeasurement.Of(new Network(joined)), row => Assert.True(row is { Size: 4, SeesEverything: true, MisalignedAt: not null }));
    }

    [Fact]
    public void A_gate_changes_nothing_about_branches_on_different_axes()
    {
        Layer input = Build.Input(4, 4, 1);
        Layer turned = new(new Permute(new AxisValues(1, 0, 2)), null, input);
        Layer gate = new(new GlobalPooling(PoolKind.Average, KeepDimensions: true), null, input);
        Layer[][] orders = [[input, turned, gate, input], [gate, input, turned, input], [input, turned, input, gate]];

        Assert.All(orders, order => Assert.All(
            ReceptiveFieldMeasurement.Of(new Network(new Layer(new Merge(MergeKind.Multiply), null, order))),
            row => Assert.True(row is { LocalSize: 4, SeesEverything: true, MisalignedAt: not null })));
    }

    [Fact]
    public void A_track_that_sees_nothing_may_meet_an_unknown_size()
    {
        Layer input = Build.Input(Quantity.Unknown("N"), 2);
        var up = new TransposedConvolution(2, new WindowSettings { Kernel = 1, Stride = 4 });
        Layer gaps = Build.Conv(new Layer(new Slice(0, 1), null, new Layer(up, null, input)), 2, 1, stride: 4);
        Layer sum = new(new Merge(), null, gaps, Build.Conv(Build.Conv(input, 2, 1), 2, 1, stride: 2));

        Assert.NotNull(Assert.Single(ReceptiveFieldMeasurement.Of(new Network(sum))));
    }

    // Statistics over the steps, before, behind or beside a layer that goes with them, or a factor that sees all.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Statistics_over_all_steps_make_what_goes_with_the_steps_see_all(bool isBefore, bool isBehind)
    {
        LayerDefinition causal = new Recurrent(8) { ReturnSequences = true };
        LayerDefinition statistics = new Normalization(NormalizationKind.Instance);
        Layer input = Build.Input(16, 8);
        Layer layer = new(causal, null, isBefore ? new Layer(statistics, null, input) : input);
        layer = isBehind ? new Layer(statistics, null, layer)
            : isBefore ? layer
            : new Layer(new Merge(), null, layer, new Layer(statistics, null, input));

        Assert.True(Assert.Single(UnitFieldMeasurement.Of(new Network(layer), [5])) is { ClippedFirst: 0, ClippedLast: 15, SeesEverything: true });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_factor_that_sees_all_beside_one_that_goes_with_the_steps_makes_everything_seen(bool isFirst)
    {
        Layer input = Build.Input(16, 8);
        Layer causal = new(new Recurrent(8) { ReturnSequences = true }, null, input);
        Layer all = new(new GlobalPooling(PoolKind.Average, KeepDimensions: true), null, input);
        Layer layer = new(new Merge(MergeKind.Multiply), null, isFirst ? [all, causal] : [causal, all]);

        Assert.True(Assert.Single(UnitFieldMeasurement.Of(new Network(layer), [5])) is { ClippedFirst: 0, ClippedLast: 15, SeesEverything: true });
    }

    // Of units u that see 2u and u, the last of 8 sees from 7 to 14; of those of a stretched signal, the second sees nothing.
    [Fact]
    public void Where_the_place_is_lost_the_largest_field_is_reported()
    {
        Layer input = Build.Input(16, 4);
        Layer sum = new(
            new Merge(),
            null,
            new Layer(new Slice(0, Step: 2), null, input),
            new Layer(new Slice(0, 0, 8), null, input));
        Assert.Equal(8, Size(sum));
        Assert.Equal(8, Size(new(new Reshape(new AxisValues(2, 4, 4)), null, sum)));

        Layer stretched = new(new TransposedConvolution(4, new WindowSettings { Kernel = 1, Stride = 3, Padding = Padding.None, Rank = 1 }, 2), null, input);
        Layer later = new(new Slice(0, 1, 47), null, stretched);
        Assert.Equal(1, Size(new(new Reshape(new AxisValues(2, 23, 4)), null, later)));

        static long? Size(Layer layer) => Assert.Single(ReceptiveFieldMeasurement.Of(new Network(layer))).Size;
    }
}
