namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>An unknown operand never loses the file: the layer is unknown, or the sizes that depend on the operand have names.</summary>
public class UnknownOperandTests
{
    private static readonly OnnxSize[] Open = ["Quantwq_dim_0", "Quantwq_dim_1", "Quantwq_dim_2", "Quantwq_dim_3"];

    [Theory]
    [InlineData("Conv", 8, 13824)]
    [InlineData("ConvTranspose", 12, 21600)]
    public void A_convolution_with_an_unknown_kernel_has_the_declared_output(string op, long size, long macs)
    {
        byte[] file = new ModelBuilder().Opset(1, "some.quantiser").Input("x", 1, 3, 10, 10).Weight("w", op == "Conv" ? [8, 3, 3, 3] : [3, 8, 3, 3])
            .Call("some.quantiser", "Quant", ["w"], ["q"]).Declare("q", TypeBuilder.Tensor(ElementType.Float32, Open))
            .Node(op, ["x", "q"], ["y"], ("kernel_shape", new long[] { 3, 3 })).Node("Relu", ["y"], ["r"])
            .Declare("y", TypeBuilder.Tensor(ElementType.Float32, 1, 8, size, size)).Output("r").ToArray();

        Layer layer = Import(file);
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(layer));
        Assert.Equal($"1x8x{size}x{size}", layer.OutputShape.ToString());
        Assert.Equal((216, null, true), (row.Parameters, row.Macs, row.IsLowerBound));

        var sizes = new Dictionary<string, long> { [op == "Conv" ? "Quantwq_dim_0" : "Quantwq_dim_1"] = 8, [op == "Conv" ? "Quantwq_dim_1" : "Quantwq_dim_0"] = 3 };
        NetworkMeasurement known = NetworkMeasurement.Of(new Network(Import(file, new ImportOptions { Sizes = sizes })));
        Assert.Equal((macs, false), (known.Macs, known.IsLowerBound));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_named_number_of_filters_appears_in_shape_and_work(long groups)
    {
        Layer layer = new ModelBuilder().Input("x", 1, 3, 10, 10).Input("w", "filters", 3 / groups, 3, 3)
            .Node("Conv", ["x", "w"], ["y"], ("group", groups)).Output("y").Import();
        Assert.Equal("1xfiltersx8x8", layer.OutputShape.ToString());
        Work work = layer.Work();
        var six = new Dictionary<string, long> { ["filters"] = 6 };
        Assert.Equal(1728 * 6 / groups, work.Macs.Bind(six).KnownValue);
        Assert.Equal((27 / groups - 1) * 64 * 6, work.Additions.Bind(six).KnownValue);
        if (groups == 1)
        {
            Assert.Equal("1728·filters", work.Macs.ToString());
        }
    }

    [Fact]
    public void The_working_of_a_named_number_of_filters_ends_in_the_same_work()
    {
        Layer layer = new ModelBuilder().Input("x", 1, 3, 10, 10).Input("w", "filters", 3, 3, 3).Node("Conv", ["x", "w"], ["y"]).Output("y").Import();
        Assert.Equal(layer.Work().Macs, layer.Work(new Working()).Macs);
    }

    [Fact]
    public void A_kernel_of_unknown_size_leaves_its_axes_to_the_declared_sizes()
    {
        ModelBuilder Model() => new ModelBuilder().Input("x", 1, 3, 10, 10).Input("w", 8, 3, "k", "k").Node("Conv", ["x", "w"], ["y"]);
        Assert.Matches(@"^1x8x\S+x\S+$", Model().Output("y").Import().OutputShape.ToString());
        Assert.Equal("1x8x6x6", Model().Output("y", TypeBuilder.Tensor(ElementType.Float32, 1, 8, 6, 6)).Import().OutputShape.ToString());
    }

    [Fact]
    public void An_output_size_of_a_transposed_convolution_is_known_without_that_of_its_input()
    {
        Layer layer = new ModelBuilder().Input("x", 1, 3, "height", 10).Weight("w", 3, 8, 3, 3)
            .Node("ConvTranspose", ["x", "w"], ["y"], ("output_shape", new long[] { 20, 20 })).Output("y").Import();
        Assert.Equal("1x8x20x20", layer.OutputShape.ToString());
    }

    // Each operand of each recorded case of ONNX Runtime in turn: once with unknown sizes, once with an unknown number of axes.
    [Fact]
    public void No_unknown_operand_of_an_operator_is_an_error()
    {
        List<string> wrong = [];
        foreach (OperatorCase test in OperatorCase.All)
        {
            Try(test.Name, test.Model, test.Inputs, wrong);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong)}");
    }

#if ONNX_TESTS
    [Fact]
    public void No_unknown_input_of_ONNX_s_own_tests_is_an_error()
    {
        List<string> wrong = [];
        foreach (NodeData test in NodeData.Sets.SelectMany(NodeData.Of))
        {
            OnnxModel model = test.Model();
            IReadOnlyList<FileTensor?> given = test.Inputs();
            Dictionary<string, FileTensor> inputs = [];
            for (int i = 0; i < given.Count && i < model.Graph!.Inputs.Count; i++)
            {
                if (given[i] is { } tensor)
                {
                    inputs[model.Graph.Inputs[i].Name] = tensor;
                }
            }

            Try(test.Name, test.Model, inputs, wrong);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong)}");
    }
#endif

    private static void Try(string name, Func<OnnxModel> model, Dictionary<string, FileTensor> inputs, List<string> wrong)
    {
        foreach ((string input, FileTensor tensor) in inputs)
        {
            if (tensor.Item is not null)
            {
                continue;
            }

            FileTensor[] unknown =
            [
                new(tensor.Type, [.. Enumerable.Range(0, tensor.Rank).Select(axis => Quantity.Unknown($"{input}_{axis}"))]),
                FileTensor.Unranked(tensor.Type),
            ];
            foreach (FileTensor other in unknown)
            {
                try
                {
                    ModelDescription.Describe(model(), new Dictionary<string, FileTensor>(inputs) { [input] = other });
                }
                catch (Exception e)
                {
                    wrong.Add($"{name}, {input} {other}: {e.GetType().Name}: {e.Message}{(e is DeepCalcException ? "" : e.StackTrace)}");
                }
            }
        }
    }

    private static Layer Import(byte[] file, ImportOptions? options = null) => NetworkFile.Import(new MemoryStream(file), "test.onnx", options ?? new ImportOptions());
}
