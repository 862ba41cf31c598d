namespace DeepCalc.Tests.Measures;

public class ReceptiveFieldTests
{
    [Fact]
    public void A_network_without_an_input_has_a_field()
    {
        Layer layer = Build.Conv(null, 8, 7, stride: 2);
        layer = Build.Pool(layer, 3, stride: 2);
        layer = Build.Conv(layer, 8, 3);

        ReceptiveFieldMeasurement[] rows = [.. ReceptiveFieldMeasurement.Of(new Network(layer))];

        Assert.Equal(["height", "width"], rows.Select(row => row.Axis));
        Assert.All(rows, row => Assert.Equal((19L, 4L, 9.0, 0L), (row.Size, row.Jump, row.Start, row.EffectivePadding)));
        Assert.All(rows, row => Assert.Null(row.InputSize));
    }

    [Fact]
    public void The_effective_padding_of_same_depends_on_the_input_where_there_is_a_stride()
    {
        Layer unknown = Build.Conv(null, 8, 3, stride: 2, padding: Padding.Same);
        Network network = new(unknown);

        Assert.Null(ReceptiveFieldMeasurement.Of(network).First().EffectivePadding);
        Assert.Equal(0, ReceptiveFieldMeasurement.Of(network.WithInput(new TensorShape(224, 224, 3))).First().EffectivePadding);
        Assert.Equal(1, ReceptiveFieldMeasurement.Of(network.WithInput(new TensorShape(225, 225, 3))).First().EffectivePadding);

        // At stride 1 it is F − 1 in all, whatever the size.
        Assert.Equal(1, ReceptiveFieldMeasurement.Of(new Network(Build.Conv(null, 8, 3, padding: Padding.Same))).First().EffectivePadding);
    }

    [Fact]
    public void The_field_on_a_named_layer_is_that_of_the_layers_after_it()
    {
        Layer input = Build.Input(64, 64, 3);
        Layer first = Build.Conv(input, 8, 5, name: "first");
        Layer network = Build.Conv(Build.Pool(first, 2, stride: 2), 8, 3);

        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(network), first).First();

        Assert.Equal(6, row.Size); // (3 − 1)·2 + 2
        Assert.Equal("first", row.From);
        Assert.Equal(60, row.InputSize);
    }

    [Fact]
    public void A_dense_layer_sees_everything_and_so_does_all_after_it()
    {
        Layer conv = Build.Conv(Build.Input(28, 20, 1), 8, 3);
        Layer flat = new(new Flatten(), null, conv);
        Layer dense = new(new Activation(ActivationFunction.Relu), null, new Layer(new Dense(10), null, flat));

        ReceptiveFieldMeasurement[] rows = [.. ReceptiveFieldMeasurement.Of(new Network(dense))];
        Assert.Equal([28L, 20L], rows.Select(row => row.Size));
        Assert.All(rows, row => Assert.True(row is { SeesEverything: true, Jump: null, Start: null, Share: 1 }));

        // A flattened unit sees what it saw before, but its place is lost.
        ReceptiveFieldMeasurement flattened = ReceptiveFieldMeasurement.Of(new Network(flat)).First();
        Assert.True(flattened is { Size: 3, Jump: null, SeesEverything: false });
    }

    [Fact]
    public void A_dense_layer_on_the_last_axis_only_sees_its_own_position()
    {
        Layer dense = new(new Dense(10), null, Build.Conv(Build.Input(28, 28, 1), 8, 3));
        Assert.Equal(3, ReceptiveFieldMeasurement.Of(new Network(dense)).First().Size);
    }

    [Fact]
    public void Branches_with_another_centre_are_reported_at_the_merge()
    {
        Layer input = Build.Input(32, 32, 1);
        Layer even = Build.Conv(input, 1, 2, padding: Padding.Parse("0:1"));
        Layer sum = new(new Merge(), "sum", even, input);
        Layer last = new(new Activation(ActivationFunction.Relu), null, sum);

        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(last)).First();
        Assert.Equal("sum", row.MisalignedAt);
        Assert.Equal(2, row.Size);
    }

    [Fact]
    public void Branches_with_another_jump_are_reported_with_the_largest_union()
    {
        Layer input = Build.Input(8, 1, 1);
        Layer slow = Build.Conv(input, 1, 1, stride: 2, padding: Padding.Of((0, 0), (0, 0)));
        Layer fast = new(new Pooling(PoolKind.Max, new WindowSettings { Kernel = new AxisValues(5, 1), Stride = 1 }), null, input);
        Layer sum = new(new Merge(), "sum", slow, fast);

        // Unit i of four sees 2i and i to i + 4: at the ends 0..4 and 3..7.
        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(sum)).First();
        Assert.Equal(("sum", 5L), (row.MisalignedAt, row.Size));
    }

    [Fact]
    public void Branches_joined_on_a_spatial_axis_see_as_much_as_the_larger()
    {
        Layer input = Build.Input(20, 20, 1);
        Layer joined = new(new Concatenate(0), "joined", Build.Conv(input, 1, 3, padding: Padding.Same), Build.Conv(input, 1, 5, padding: Padding.Same));

        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(joined)).First();
        Assert.Equal(("joined", 5L), (row.MisalignedAt, row.Size));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(2, 1, 0)]
    public void Branches_of_different_jumps_have_the_same_union_in_any_order(params int[] order)
    {
        Layer input = Build.Input(20, 1);
        Layer[] branches =
        [
            Build.Conv(input, 1, 1, stride: 2),
            Build.Conv(input, 1, 11),
            Build.Conv(input, 1, 11, stride: 2, padding: Padding.Parse("0:10")),
        ];
        Layer sum = new(new Merge(), null, [.. order.Select(i => branches[i])]);

        // Unit 9 of ten sees 18, 9 to 19 and 18 to 28.
        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(sum)).First();
        Assert.Equal((20L, "add", null), (row.Size, row.MisalignedAt, row.Jump));

        // A window of two over units 8 and 9 sees 8 to 28.
        row = ReceptiveFieldMeasurement.Of(new Network(Build.Conv(sum, 1, 2))).First();
        Assert.Equal(21, row.Size);
    }

    [Fact]
    public void Flattened_branches_are_as_far_apart_as_they_were()
    {
        Layer input = Build.Input(12, 1);
        Layer left = new(new Flatten(), null, Build.Conv(input, 2, 3, padding: Padding.Parse("0:2")));
        Layer right = new(new Flatten(), null, Build.Conv(input, 2, 3, padding: Padding.Parse("2:0")));
        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(new Layer(new Merge(), null, left, right))).First();
        Assert.Equal((5L, "add"), (row.Size, row.MisalignedAt));
    }

    [Fact]
    public void A_window_over_a_flattened_axis_is_never_too_small()
    {
        // One channel: flatten changes nothing.
        Layer flat = new(new Flatten(), null, Build.Input(12, 1));
        Layer last = Build.Conv(new Layer(new Embedding(10, 4), null, flat), 2, 3);
        Assert.Equal(3, ReceptiveFieldMeasurement.Of(new Network(last)).First().Size);

        // Two: neighbours are anywhere.
        flat = new Layer(new Flatten(), null, Build.Input(12, 2));
        last = Build.Conv(new Layer(new Embedding(10, 4), null, flat), 2, 3);
        Assert.True(ReceptiveFieldMeasurement.Of(new Network(last)).First().SeesEverything);
    }

    [Fact]
    public void A_joined_branch_that_was_misaligned_before_is_still_only_as_large_as_itself()
    {
        Layer input = Build.Input(12, 1);
        Layer sum = new(new Merge(), null, Build.Conv(input, 1, 3, padding: Padding.Parse("0:2")), Build.Conv(input, 1, 3, padding: Padding.Parse("2:0")));
        Layer joined = new(new Concatenate(0), null, sum, Build.Conv(input, 1, 3, padding: Padding.Parse("8:0")));
        Assert.Equal(5, ReceptiveFieldMeasurement.Of(new Network(joined)).First().Size);
    }

    [Fact]
    public void Layers_before_the_named_one_have_no_field()
    {
        Layer first = Build.Conv(Build.Input(64, 64, 3), 8, 5, name: "first");
        Layer second = Build.Conv(first, 8, 5, name: "second");
        string[] layers = [.. ReceptiveFieldMeasurement.Of(new Network(second), first, perLayer: true).Select(row => row.Layer).Distinct()];
        Assert.Equal(["first", "second"], layers);
    }

    [Fact]
    public void Many_strided_blocks_on_an_unknown_size_stay_small()
    {
        Layer layer = Build.Conv(null, 1, 3, padding: Padding.Same);
        for (int i = 0; i < 40; i++)
        {
            layer = new Layer(
                new Merge(),
                null,
                Build.Conv(layer, 1, 5, stride: 2, padding: Padding.Same),
                Build.Conv(layer, 1, 3, stride: 2, padding: Padding.Same));
        }

        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(layer)).First();
        Assert.Equal(1L << 40, row.Jump);
        Assert.Null(row.EffectivePadding);
    }

    [Fact]
    public void A_jump_over_64_bits_is_an_error_that_names_the_layer()
    {
        // On one position the size stays 1 and only the jump grows.
        Layer layer = Build.Input(1, 1, 1);
        for (int i = 0; i < 64; i++)
        {
            layer = Build.Conv(layer, 1, 1, stride: 2);
        }

        DeepCalcException error = Assert.Throws<DeepCalcException>(() => NetworkMeasurement.Of(new Network(layer)));
        Assert.Equal((ErrorCode.CountOverflow, "conv2d_62"), (error.Code, error.Layer));
        Assert.Contains("receptive field", error.Message);
    }

    [Fact]
    public void A_divisor_over_64_bits_is_an_error_at_the_layer_that_makes_it()
    {
        Layer? layer = null;
        DeepCalcException error = Assert.Throws<DeepCalcException>(() =>
        {
            for (int i = 0; i < 64; i++)
            {
                layer = Build.Conv(layer, 1, 2, stride: 2);
            }
        });
        Assert.Equal((ErrorCode.CountOverflow, "conv2d_62"), (error.Code, error.Layer));
    }
}
