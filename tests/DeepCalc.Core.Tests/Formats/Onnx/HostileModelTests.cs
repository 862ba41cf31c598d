
namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Contradictory files, and files made to exhaust time or memory, give a network or one clear error.</summary>
public class HostileModelTests
{
    private const string Own = "own";

    [Fact]
    public void A_cycle_of_nodes_is_an_error()
    {
        Refused(One().Node("Add", ["x", "y"], ["y"]), ErrorCode.FileCorrupt, "'y'");
        Refused(One().Node("Add", ["x", "z"], ["y"]).Node("Relu", ["y"], ["z"]), ErrorCode.FileCorrupt, "cycle");
    }

    [Fact]
    public void An_undefined_input_is_an_error() =>
        Refused(One().Add(new NodeBuilder("Add", ["x", "nowhere"], ["y"]) { Name = "sum" }), ErrorCode.FileCorrupt, "'sum'", "'nowhere'");

    [Fact]
    public void An_undefined_output_is_an_error() => Refused(One().Node("Relu", ["x"], ["z"]), ErrorCode.FileCorrupt, "'y'");

    [Fact]
    public void A_value_defined_by_two_nodes_is_an_error() =>
        Refused(One().Node("Relu", ["x"], ["y"]).Node("Abs", ["x"], ["y"]), ErrorCode.FileCorrupt, "'y'");

    [Fact]
    public void An_invalid_axis_is_an_error_that_says_the_valid_range()
    {
        Refused(One().Node("Softmax", ["x"], ["y"], ("axis", 2)), ErrorCode.ShapeMismatch, "axis 2", "from -2 to 1");
        Refused(
            new ModelBuilder().Input("x", TypeBuilder.Tensor(ElementType.Float32)).Node("Concat", ["x", "x"], ["y"], ("axis", 0)).Output("y"), ErrorCode.ShapeMismatch, "axis 0", "no axes");
    }

    [Fact]
    public void Nodes_with_the_same_name_get_numbers()
    {
        Layer layer = One().Add(new NodeBuilder("Relu", ["x"], ["a"]) { Name = "same" }).Add(new NodeBuilder("Abs", ["a"], ["y"]) { Name = "same" }).Import();
        Assert.Equal(3, new Network(layer).Layers.Select(each => each.Name).Distinct().Count());
    }

    [Fact]
    public void A_graph_without_outputs_is_an_error() =>
        Assert.Equal(ErrorCode.FileCorrupt, Refused(new ModelBuilder().Input("x", 1).Node("Relu", ["x"], ["y"])).Code);

    [Fact]
    public void A_function_that_calls_itself_is_an_error()
    {
        Refused(One().Call(Own, "F", ["x"], ["y"]).Function(Function("F").Call(Own, "F", ["a"], ["b"])), ErrorCode.FileCorrupt, "F");
        Refused(
            One().Call(Own, "F", ["x"], ["y"]).Function(Function("F").Call(Own, "G", ["a"], ["b"])).Function(Function("G").Call(Own, "F", ["a"], ["b"])),
            ErrorCode.FileCorrupt,
            "F");
    }

    [Fact]
    public void Functions_that_expand_exponentially_are_an_error()
    {
        ModelBuilder model = One().Call(Own, "F40", ["x"], ["y"]).Function(Function("F0").Node("Relu", ["a"], ["b"]));
        for (int i = 1; i <= 40; i++)
        {
            model.Function(Function($"F{i}").Call(Own, $"F{i - 1}", ["a"], ["c"]).Call(Own, $"F{i - 1}", ["c"], ["b"]));
        }

        Assert.Equal(ErrorCode.FileTooLarge, Refused(model).Code);
    }

    [Fact]
    public void Functions_that_double_their_input_end_in_an_error_or_an_expression()
    {
        ModelBuilder model = new ModelBuilder().Input("x", "N", "M");
        string value = "x";
        for (int i = 0; i < 200; i++)
        {
            model.Node("Concat", [value, value], [$"v{i}"], ("axis", i % 2));
            value = $"v{i}";
        }

        Refused(model.Node("Identity", [value], ["y"]).Output("y"), ErrorCode.CountOverflow, "64 bits");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    public void Deeply_nested_bodies_are_an_error(int depth)
    {
        GraphBuilder Body(GraphBuilder? inner) => inner is null
            ? new GraphBuilder("body").Node("Relu", ["x"], ["b"]).Output("b")
            : new GraphBuilder("body").Node("If", ["condition"], ["b"], ("then_branch", inner), ("else_branch", Body(null))).Output("b");
        GraphBuilder body = Body(null);
        for (int i = 0; i < depth; i++)
        {
            body = Body(body);
        }

        ModelBuilder model = One().Input("condition", TypeBuilder.Tensor(ElementType.Boolean))
            .Node("If", ["condition"], ["y"], ("then_branch", body), ("else_branch", Body(null)));
        Assert.Equal(ErrorCode.FileTooLarge, Refused(model).Code);
    }

    [Fact]
    public void Deeply_nested_types_are_an_error()
    {
        TypeBuilder type = TypeBuilder.Tensor(ElementType.Float32, 1);
        for (int i = 0; i < 2_000; i++)
        {
            type = TypeBuilder.Sequence(type);
        }

        Assert.Equal(ErrorCode.FileTooLarge, Refused(new ModelBuilder().Input("x", type).Node("Identity", ["x"], ["y"]).Output("y")).Code);
    }

    [Fact]
    public void A_chain_of_any_length_is_read_without_reaching_the_end_of_the_stack()
    {
        const int Length = 50_000;
        ModelBuilder model = new ModelBuilder().Input("x", "N", 4);
        for (int i = Length - 1; i >= 0; i--)
        {
            // In reverse order, so that the nodes must be sorted too.
            model.Node("Relu", [i == 0 ? "x" : $"v{i - 1}"], [$"v{i}"]);
        }

        var network = new Network(model.Output($"v{Length - 1}").Import());
        Assert.Equal(Length + 1, network.Layers.Count);
        Assert.Equal(4L * Length, NetworkMeasurement.Of(network).Flops);
    }

    [Theory]
    [InlineData("Concat")]
    [InlineData("Sum")]
    [InlineData("Unheard")]
    public void A_node_of_any_number_of_operands_takes_time_for_each_and_not_for_each_pair(string op)
    {
        const int Count = 20_000;
        ModelBuilder model = new ModelBuilder().Input("x", 1, 4, 8, 8);
        for (int i = 0; i < Count; i++)
        {
            model.Node("Relu", ["x"], [$"v{i}"]);
            model.Weight($"w{i}", 1, 4, 8, 8);
        }

        string[] operands = [.. Enumerable.Range(0, Count).SelectMany(i => (string[])[$"v{i}", $"w{i}"])];
        ErrorOrNetwork(model.Node(op, operands, ["y"], op == "Concat" ? [("axis", 1)] : []).Output("y"), mostBytes: 400 << 20);
    }

    [Theory]
    [InlineData(long.MaxValue, 2)]
    [InlineData(1L << 33, 1L << 33)]
    public void Sizes_beyond_64_bits_are_an_error(long first, long second)
    {
        ModelBuilder model = new ModelBuilder().Input("x", 1, first).Weight("w", first, second).Node("MatMul", ["x", "w"], ["y"]).Output("y");
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => ParameterMeasurement.Of(new Network(model.Import())));
        Assert.Equal(ErrorCode.CountOverflow, error.Code);
    }

    [Fact]
    public void Sizes_below_0_are_an_error() =>
        Refused(new ModelBuilder().Input("x", 1, 3).Weight("w", 3, -4).Node("MatMul", ["x", "w"], ["y"]).Output("y"), ErrorCode.FileCorrupt, "w", "-4");

    [Theory]
    [InlineData("ConstantOfShape", long.MaxValue, long.MaxValue)]
    [InlineData("Expand", long.MaxValue, 1L << 40)]
    [InlineData("Tile", long.MaxValue, 1L << 40)]
    [InlineData("Reshape", -1, -1)]
    [InlineData("Reshape", 0, long.MinValue)]
    public void Extreme_values_are_an_error_or_a_shape(string op, long first, long second)
    {
        ModelBuilder model = new ModelBuilder().Input("x", 2, 3).Constant("v", TensorBuilder.Of(first, second))
            .Node(op, op == "ConstantOfShape" ? ["v"] : ["x", "v"], ["y"]).Output("y");
        ErrorOrNetwork(model);
    }

    [Theory]
    [InlineData(0, long.MaxValue, 1)]
    [InlineData(long.MinValue, long.MaxValue, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(long.MaxValue, long.MinValue, -1)]
    public void Extreme_ranges_are_an_error_or_a_shape(long start, long limit, long step) =>
        ErrorOrNetwork(new ModelBuilder().Constant("a", TensorBuilder.Scalar(start)).Constant("b", TensorBuilder.Scalar(limit)).Constant("c", TensorBuilder.Scalar(step))
            .Node("Range", ["a", "b", "c"], ["y"]).Output("y"));

    [Theory]
    [InlineData(long.MinValue, long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MinValue, -1)]
    [InlineData(0, 5, long.MinValue)]
    [InlineData(0, 5, long.MaxValue)]
    public void Extreme_slices_have_their_meaning(long start, long end, long step) =>
        ErrorOrNetwork(new ModelBuilder().Input("x", 5).Constant("a", TensorBuilder.Of(start)).Constant("b", TensorBuilder.Of(end))
            .Constant("axes", TensorBuilder.Of(0)).Constant("c", TensorBuilder.Of(step)).Node("Slice", ["x", "a", "b", "axes", "c"], ["y"]).Output("y"));

    [Theory]
    [InlineData("Split", "num_outputs")]
    [InlineData("Conv", "group")]
    [InlineData("DepthToSpace", "blocksize")]
    [InlineData("SpaceToDepth", "blocksize")]
    [InlineData("Flatten", "axis")]
    [InlineData("Concat", "axis")]
    [InlineData("LSTM", "hidden_size")]
    [InlineData("TopK", "axis")]
    [InlineData("Gather", "axis")]
    [InlineData("Softmax", "axis")]
    [InlineData("OneHot", "axis")]
    [InlineData("GroupNormalization", "num_groups")]
    public void Extreme_settings_are_an_error_or_a_shape(string op, string setting)
    {
        foreach (long value in (long[])[long.MinValue, -1, 0, 1, 3, 1L << 31, 1L << 62, long.MaxValue])
        {
            ErrorOrNetwork(new ModelBuilder().Opset(21).Input("x", 2, 8, 4, 4).Weight("w", 8, 8, 3, 3).Weight("r", 8, 8, 3).Constant("three", TensorBuilder.Of(3))
                .Node(op, op is "Conv" or "OneHot" or "Gather" ? ["x", "w"] : op is "LSTM" or "GroupNormalization" ? ["x", "w", "r"] : op == "TopK" ? ["x", "three"] : ["x"], ["y"], (setting, value))
                .Output("y"));
        }
    }

    [Theory]
    [InlineData("kernel_shape")]
    [InlineData("strides")]
    [InlineData("dilations")]
    [InlineData("pads")]
    public void Extreme_windows_are_an_error_or_a_shape(string setting)
    {
        foreach (string op in (string[])["Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool"])
        {
            foreach (long value in (long[])[long.MinValue, -1, 0, 1L << 31, 1L << 62, long.MaxValue])
            {
                long[] values = setting == "pads" ? [value, value, value, value] : [value, value];
                ErrorOrNetwork(new ModelBuilder().Input("x", 2, 8, "H", 9).Weight("w", 8, 8, 3, 3)
                    .Node(op, op.StartsWith("Conv", StringComparison.Ordinal) ? ["x", "w"] : ["x"], ["y"], (setting, values), ("kernel_shape", (long[])[3, 3]))
                    .Output("y"));
            }
        }
    }

    [Fact]
    public void A_file_that_ends_anywhere_is_a_network_or_an_error()
    {
        byte[] whole = One().Weight("w", 3, 4).Node("MatMul", ["x", "w"], ["a"]).Constant("s", TensorBuilder.Of(2, -1)).Node("Reshape", ["a", "s"], ["y"]).ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            try
            {
                NetworkFile.Import(new MemoryStream(part), "part.onnx", new ImportOptions());
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
        }
    }

    [Fact]
    public void A_length_beyond_the_file_is_an_error_and_takes_no_memory()
    {
        // A graph, a string and a tensor's data that claim four exabytes.
        foreach (int tag in (int[])[(7 << 3) | 2, (2 << 3) | 2])
        {
            byte[] file = [0x08, 0x08, (byte)tag, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x3F];
            long before = GC.GetAllocatedBytesForCurrentThread();
            DeepCalcException error = Assert.Throws<DeepCalcException>(() => NetworkFile.Import(new MemoryStream(file), "a.onnx", new ImportOptions()));
            Assert.Equal(ErrorCode.FileCorrupt, error.Code);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    private static ModelBuilder One() => new ModelBuilder().Input("x", 2, 3).Output("y");

    private static FunctionBuilder Function(string name) => new FunctionBuilder(Own, name, ["a"], ["b"]).Opset(17).Opset(1, Own);

    private static void ErrorOrNetwork(ModelBuilder model, long mostBytes = 8 << 20)
    {
        byte[] file = model.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var stream = new CountingStream(file);
        try
        {
            var network = new Network(NetworkFile.Import(stream, "hostile.onnx", new ImportOptions()));
            _ = NetworkMeasurement.Of(network);
            _ = LayerMeasurement.Of(network).Count();
            Assert.All(network.Output.OutputShape.Sizes, size => Assert.True(!size.IsKnown || size.Value >= 0, $"{network.Output.OutputShape}"));
        }
        catch (DeepCalcException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostBytes);
        Assert.InRange(stream.BytesRead, 1, (4L * file.Length) + (1 << 17));
    }

    private static DeepCalcException Refused(ModelBuilder model) => Assert.Throws<DeepCalcException>(() => model.Import());

    private static void Refused(ModelBuilder model, ErrorCode code, params string[] says)
    {
        DeepCalcException error = Refused(model);
        Assert.Equal(code, error.Code);
        Assert.All(says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
