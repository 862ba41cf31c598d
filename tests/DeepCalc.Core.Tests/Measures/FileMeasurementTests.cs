using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Measures;

/// <summary>Measures of networks from files: their batch axis, what they leave open and what is not known.</summary>
public class FileMeasurementTests
{
    // A 1x1 convolution of 3 to 8 channels takes 24 multiply-adds a place.
    private static ModelBuilder Conv(params OnnxSize[] sizes) => new ModelBuilder()
        .Input("x", sizes).Weight("w", 8, 3, 1, 1).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", ["conv"], ["relu"]).Output("relu");

    [Theory]
    [InlineData("batch", 1, 24 * 100)]
    [InlineData("batch", 4, 24 * 100 * 4)]
    [InlineData("N", 4, 24 * 100 * 4)]
    [InlineData("unk__617", 1, 24 * 100)]
    [InlineData("", 2, 24 * 100 * 2)] // without a name
    [InlineData(1, 4, 24 * 100 * 4)]
    [InlineData(8, 1, 24 * 100 * 8)] // the file's own batch
    [InlineData(8, 2, 24 * 100 * 16)]
    public void An_open_batch_axis_is_the_batch_size_and_a_fixed_one_is_multiplied(object batch, long batchSize, long macs)
    {
        Network network = Read(Conv(OnnxSize.Of(batch), 3, 10, 10));

        Assert.Equal(macs, NetworkMeasurement.Of(network, batchSize).Macs);
        Assert.Equal(macs, OperationMeasurement.Of(network, batchSize).Macs);
        Assert.Equal(macs, LayerMeasurement.Of(network, batchSize).Sum(row => row.Macs));
        Assert.False(NetworkMeasurement.Of(network).IsLowerBound);
    }

    [Fact]
    public void Shapes_keep_the_name_and_the_row_says_what_it_was_taken_for()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(Read(Conv("batch", 3, 10, 10)), 4);

        Assert.Equal(("batchx3x10x10", "batchx8x10x10", "batch = 4"), (row.InputShape, row.OutputShape, row.Assumed));
        Assert.Null(NetworkMeasurement.Of(Read(Conv(2, 3, 10, 10)), 4).Assumed);
    }

    [Theory]
    [InlineData("seq_len")]
    [InlineData("height")]
    [InlineData("T")]
    public void The_name_of_a_first_axis_decides_nothing(string name)
    {
        // A convolution takes each of it by itself.
        NetworkMeasurement row = NetworkMeasurement.Of(Read(Conv(name, 3, 10, 10)), 2);

        Assert.Equal(($"{name} = 2", 2400 * 2, false), (row.Assumed, row.Macs, row.IsLowerBound));
        Assert.Equal("3 of 3 layers counted", row.Coverage);
    }

    [Fact]
    public void Of_two_axes_that_could_be_the_batch_it_is_the_first_that_is_open()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "steps", "batch", 16).Weight("w", 16, 32).Node("MatMul", ["x", "w"], ["y"]).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));

        Assert.Equal(("steps = 1", null, true), (row.Assumed, row.Macs, row.MacsFormula is not null));
        Assert.Equal("1 of 2 layers counted, 1 depends on batch", row.Coverage);
        Assert.Equal(5 * 3 * 16 * 32, NetworkMeasurement.Of(Read(file, ("steps", 5)), 3).Macs);
    }

    [Fact]
    public void Inputs_that_begin_with_different_names_leave_the_batch_open()
    {
        ModelBuilder file = new ModelBuilder().Input("nodes", "N", 16).Input("edges", "E", 2).Weight("w", 16, 32)
            .Node("MatMul", ["nodes", "w"], ["y"]).Node("Relu", ["edges"], ["z"]).Output("y").Output("z");

        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));
        Assert.Equal((null, true), (row.Assumed, row.MacsFormula is not null));
        Assert.Equal("2 of 4 layers counted, 2 depend on E, N", row.Coverage);
    }

    [Fact]
    public void An_unknown_operator_is_named_and_so_is_how_many_stand_behind_it()
    {
        ModelBuilder file = Conv(1, 3, 10, 10).Node("Mystery", ["relu"], ["magic"]).Output("magic");
        Assert.Equal("3 of 4 layers counted, 1 unknown: magic", NetworkMeasurement.Of(Read(file)).Coverage);

        NetworkMeasurement row = NetworkMeasurement.Of(Read(file.Weight("v", 8, 8, 1, 1).Node("Conv", ["magic", "v"], ["behind"]).Output("behind")));
        Assert.Equal("3 of 5 layers counted, 2 unknown, from here on: magic", row.Coverage);
        Assert.Equal((2400, 24 + 64, 3, true), (row.Macs, row.Parameters, row.CountedLayers, row.IsLowerBound));
    }

    [Fact]
    public void The_bytes_of_all_weights_are_those_of_the_rows_of_weights()
    {
        ModelBuilder file = new ModelBuilder().Input("x", 1, 3, 10, 10).Weight("w", 3, 3, 1, 1).Node("Conv", ["x", "w"], ["a"]).Node("Conv", ["a", "w"], ["b"]).Output("b");
        Network network = Read(file);

        Assert.Equal(36, ParameterMeasurement.Of(network).Bytes);
        Assert.Equal(36, NetworkMeasurement.Of(network).Bytes);
        Assert.Equal(36, WeightMeasurement.Of(network).Sum(row => row.Bytes));
    }

    [Fact]
    public void The_total_of_bytes_is_unknown_if_those_of_one_weight_are()
    {
        var network = new Network(Build.Dense(Read(Conv(1, 3, 10, 10)).Output, 4));
        Assert.Null(ParameterMeasurement.Of(network).Bytes);
        Assert.Null(NetworkMeasurement.Of(network).Bytes);
        Assert.Equal(0, NetworkMeasurement.Of(new Network(Build.Input(8))).Bytes);
    }

    [Fact]
    public void All_layers_counted_is_said_too() =>
        Assert.Equal("3 of 3 layers counted", NetworkMeasurement.Of(Read(Conv(1, 3, 10, 10))).Coverage);

    [Fact]
    public void What_is_open_stays_in_the_formula_and_what_is_unknown_is_an_error()
    {
        Assert.Contains("h·w", OperationMeasurement.Of(Read(Conv("batch", 3, "h", "w"))).MacsFormula, StringComparison.Ordinal);

        DeepCalcException error = Assert.Throws<DeepCalcException>(() => OperationMeasurement.Of(Read(Conv(1, 3, 10, 10).Node("Mystery", ["relu"], ["magic"]).Output("magic"))));
        Assert.Equal((ErrorCode.SizeUnknown, "magic"), (error.Code, error.Layer));
        Assert.DoesNotContain("-Size", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4,3,20,20", "4x8x20x20")]
    [InlineData("3,20,20", "batchx8x20x20")]
    [InlineData("batch,3,20,w", "batchx8x20xw")]
    public void A_shape_is_bound_with_the_batch_axis_or_without(string shape, string output)
    {
        Network network = Read(Conv("batch", 3, 10, 10)).WithInput(ShapeText.Parse([shape], Layout.ChannelsFirst));

        Assert.Equal(output, network.Output.OutputShape.ToString());
        Assert.Equal(ElementType.Float32, Assert.IsType<FileTensor>(network.Output.OutputShape).Type);
    }

    [Theory]
    [InlineData("20,20", ErrorCode.RankMismatch, "batch axis")]
    [InlineData("1,1,3,20,20", ErrorCode.RankMismatch, "batch axis")]
    [InlineData("3,-20,20", ErrorCode.InvalidSize, "-20")]
    [InlineData("4,20,20", ErrorCode.ShapeMismatch, "4")]
    public void A_shape_that_does_not_fit_is_refused(string shape, ErrorCode code, string text)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Read(Conv("batch", 3, 10, 10)).WithInput(ShapeText.Parse([shape], Layout.ChannelsFirst)));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void A_declared_shape_does_not_outlive_the_sizes_that_it_is_about()
    {
        ModelBuilder file = new ModelBuilder().Input("x", 1, 3, 10, 10).Node("Mystery", ["x"], ["magic"])
            .Weight("w", 8, 3, 1, 1).Node("Conv", ["magic", "w"], ["conv"]).Output("conv").Declare("magic", TypeBuilder.Tensor(ElementType.Float32, 1, 3, 10, 10));
        Network network = Read(file);

        Assert.Equal("1x8x10x10", network.Output.OutputShape.ToString());
        Assert.Equal("1x8x10x10", network.WithInput(ShapeText.Parse(["3,10,10"], Layout.ChannelsFirst)).Output.OutputShape.ToString());
        Assert.Equal("?", network.WithInput(ShapeText.Parse(["3,20,20"], Layout.ChannelsFirst)).Output.OutputShape.ToString());
    }

    [Fact]
    public void One_shape_is_not_enough_for_two_inputs()
    {
        ModelBuilder file = new ModelBuilder().Input("a", "n", 4).Input("b", "n", 4).Node("Add", ["a", "b"], ["sum"]).Output("sum");
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Read(file).WithInput(new TensorShape(2, 4)));

        Assert.Equal(ErrorCode.AmbiguousInput, error.Code);
        Assert.Contains("its own shape", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_can_leave_out_what_passes_on_or_computes_sizes_and_keep_their_numbers()
    {
        ModelBuilder file = Conv("batch", 3, 10, 10).Node("Identity", ["relu"], ["same"]).Node("Transpose", ["same"], ["moved"], ("perm", new long[] { 0, 1, 3, 2 }))
            .Node("Shape", ["conv"], ["shape"]).Node("Reshape", ["moved", "shape"], ["flat"]).Output("flat");
        Network network = Read(file);

        Assert.Equal(["x", "conv", "relu", "same", "moved", "shape", "flat"], LayerMeasurement.Of(network).Select(row => row.Name));

        // A transposed square has the shape of what comes in and is still something else; the reshape changes nothing.
        LayerMeasurement[] rows = [.. LayerMeasurement.Of(network, hidesTrivial: true)];
        Assert.Equal(["x", "conv", "relu", "moved"], rows.Select(row => row.Name));
        Assert.Equal([0, 1, 2, 4], rows.Select(row => row.Index));
        Assert.Equal(7, NetworkMeasurement.Of(network).LayerCount);
    }

    [Fact]
    public void A_layer_with_weights_or_with_unknown_work_is_never_left_out()
    {
        ModelBuilder file = new ModelBuilder().Input("x", 2, 4).Weight("w", 2, 4).Node("Add", ["x", "w"], ["sum"]).Node("Mystery", ["sum"], ["magic"]).Output("magic").Declare("magic", TypeBuilder.Tensor(ElementType.Float32, 2, 4));
        Assert.Equal(["x", "sum", "magic"], LayerMeasurement.Of(Read(file), hidesTrivial: true).Select(row => row.Name));
    }

    [Theory]
    [InlineData("size", "scalar")]
    [InlineData("behind", "?")]
    [InlineData("shape", "4")]
    [InlineData("count", "?")]
    public void Every_measure_takes_layers_without_axes_and_without_shapes(string output, string shape)
    {
        ModelBuilder file = Conv("batch", 3, 10, 10).Node("Mystery", ["relu"], ["magic"]).Node("Relu", ["magic"], ["behind"])
            .Node("Size", ["x"], ["size"]).Node("Shape", ["x"], ["shape"]).Node("Mystery", ["size"], ["count"]).Output(output);
        var network = new Network(file.Import(new ImportOptions { Outputs = [output] }));

        Assert.Equal(shape, NetworkMeasurement.Of(network).OutputShape);
        Assert.Equal(shape, LayerMeasurement.Of(network).Last().OutputShape);
        Assert.Equal(shape, OutputShapeMeasurement.Of(network, network.Output).OutputShape);
        _ = Calculation.Of(network, []).ToArray();
        Assert.All(ReceptiveFieldMeasurement.Of(network, null, true).Where(row => row.Layer is "magic" or "behind" or "count"), row => Assert.Null(row.Size));
    }

    [Fact]
    public void An_input_can_be_a_number()
    {
        ModelBuilder file = new ModelBuilder().Input("x", 4, 5).Input("factor").Node("Mul", ["factor", "x"], ["y"]).Output("y");
        Network network = Read(file);

        Assert.Equal("4x5, scalar", NetworkMeasurement.Of(network).InputShape);
        Assert.Equal(20, NetworkMeasurement.Of(network).Flops);
        Assert.Equal(3, LayerMeasurement.Of(network).Count());
        _ = Calculation.Of(network, []).ToArray();
        Assert.NotEmpty(ReceptiveFieldMeasurement.Of(network, null, true));
        Assert.NotEmpty(ReceptiveFieldMeasurement.Of(network, network.Find("factor"), true));
        Assert.All(UnitFieldMeasurement.Of(network, [2], network.Find("factor")), row => Assert.Equal((0L, 0L), (row.ClippedFirst, row.ClippedLast)));
        Assert.NotEmpty(PixelFieldMeasurement.Of(network, [0], network.Find("factor")));
    }

    private static Network Read(ModelBuilder file, params (string Name, long Size)[] sizes) =>
        new(file.Import(new ImportOptions { Sizes = sizes.ToDictionary(size => size.Name, size => size.Size) }));
}
