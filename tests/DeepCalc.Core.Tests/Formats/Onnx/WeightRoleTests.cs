namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The consumer of a tensor decides whether it is a parameter, not its place in the file.</summary>
public class WeightRoleTests
{
    private const long Kernel = 8 * 3 * 3 * 3;

    private static readonly TensorBuilder Kernels = TensorBuilder.Weight(8, 3, 3, 3);

    // Each case makes 'w', a kernel of 8x3x3x3.
    private static readonly Dictionary<string, Func<ModelBuilder, ModelBuilder>> Makers = new()
    {
        ["an initializer"] = model => model.Constant("w", Kernels),
        ["a Constant"] = model => model.Node("Constant", [], ["w"], ("value", Kernels)),
        ["ConstantOfShape"] = model => model.Constant("shape", TensorBuilder.Of(8, 3, 3, 3)).Node("ConstantOfShape", ["shape"], ["w"]),
        ["ConstantOfShape of a Constant"] = model => model.Node("Constant", [], ["shape"], ("value_ints", new long[] { 8, 3, 3, 3 })).Node("ConstantOfShape", ["shape"], ["w"]),
        ["RandomNormal"] = model => model.Node("RandomNormal", [], ["w"], ("shape", new long[] { 8, 3, 3, 3 })),
        ["RandomUniform"] = model => model.Node("RandomUniform", [], ["w"], ("shape", new long[] { 8, 3, 3, 3 })),
        ["RandomNormalLike"] = model => model.Node("Constant", [], ["like"], ("value", Kernels)).Node("RandomNormalLike", ["like"], ["w"]),
        ["RandomUniformLike"] = model => model.Constant("like", Kernels).Node("RandomUniformLike", ["like"], ["w"]),
        ["Identity"] = model => model.Node("Constant", [], ["v"], ("value", Kernels)).Node("Identity", ["v"], ["w"]),
        ["Cast"] = model => model.Node("Constant", [], ["v"], ("value", new TensorBuilder(ElementType.Float16, [8, 3, 3, 3], null))).Node("Cast", ["v"], ["w"], ("to", 1)),
        ["Transpose"] = model => model.Node("Constant", [], ["v"], ("value", TensorBuilder.Weight(3, 3, 3, 8))).Node("Transpose", ["v"], ["w"], ("perm", new long[] { 3, 2, 0, 1 })),
        ["Reshape"] = model => model.Node("Constant", [], ["v"], ("value", TensorBuilder.Weight(8, 27)))
            .Node("Constant", [], ["shape"], ("value", TensorBuilder.Of(8, 3, 3, 3))).Node("Reshape", ["v", "shape"], ["w"]),
        ["Unsqueeze"] = model => model.Node("Constant", [], ["v"], ("value", TensorBuilder.Weight(8, 3, 9)))
            .Node("Constant", [], ["axes"], ("value", TensorBuilder.Of(3))).Node("Unsqueeze", ["v", "axes"], ["u"])
            .Node("Constant", [], ["shape"], ("value", TensorBuilder.Of(8, 3, 3, 3))).Node("Reshape", ["u", "shape"], ["w"]),
        ["Concat"] = model => model.Node("Constant", [], ["v1"], ("value", TensorBuilder.Weight(5, 3, 3, 3))).Node("Constant", [], ["v2"], ("value", TensorBuilder.Weight(3, 3, 3, 3)))
            .Node("Concat", ["v1", "v2"], ["w"], ("axis", 0)),
        ["DequantizeLinear"] = model => model.Node("Constant", [], ["v"], ("value", new TensorBuilder(ElementType.Int8, [8, 3, 3, 3], null)))
            .Node("Constant", [], ["scale"], ("value", TensorBuilder.Weight())).Node("DequantizeLinear", ["v", "scale"], ["w"]),
        ["QuantizeLinear and back"] = model => model.Node("Constant", [], ["v"], ("value", Kernels))
            .Node("Constant", [], ["scale"], ("value", TensorBuilder.Weight())).Node("Constant", [], ["zero"], ("value", TensorBuilder.Scalar(0, ElementType.Int8)))
            .Node("QuantizeLinear", ["v", "scale", "zero"], ["q"]).Node("DequantizeLinear", ["q", "scale", "zero"], ["w"]),
        ["a number times a Constant"] = model => model.Node("Constant", [], ["v"], ("value", Kernels))
            .Node("Constant", [], ["half"], ("value", TensorBuilder.Weight())).Node("Mul", ["v", "half"], ["w"]),
    };

    public static TheoryData<string, bool> Storages()
    {
        var data = new TheoryData<string, bool>();
        foreach (string maker in Makers.Keys)
        {
            data.Add(maker, false);
            data.Add(maker, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void A_kernel_is_a_parameter_whatever_makes_it(string maker, bool hasOtherInitializer)
    {
        ModelBuilder model = Makers[maker](new ModelBuilder().Input("x", 1, 3, 10, 10)).Node("Conv", ["x", "w"], ["c"]);
        if (hasOtherInitializer)
        {
            model.Weight("scales", 4).Node("Resize", ["c", "", "scales"], ["y"]);
        }
        else
        {
            model.Node("Relu", ["c"], ["y"]);
        }

        // The scale of a stored quantised tensor counts with it.
        Assert.Equal(maker.Contains("quantize", StringComparison.OrdinalIgnoreCase) ? Kernel + 1 : Kernel, Parameters(model));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_bias_that_a_node_of_its_own_adds_is_a_parameter_wherever_it_and_the_kernel_are(bool isKernelInNode, bool isBiasInNode)
    {
        ModelBuilder model = Store(Store(new ModelBuilder().Input("x", 1, 3, 10, 10), "w", Kernels, isKernelInNode), "b", TensorBuilder.Weight(8, 1, 1), isBiasInNode);
        Assert.Equal(Kernel + 8, Parameters(model.Node("Conv", ["x", "w"], ["c"]).Node("Add", ["b", "c"], ["y"])));
    }

    [Fact]
    public void A_bias_of_one_output_is_a_parameter()
    {
        ModelBuilder model = Store(new ModelBuilder().Input("x", 2, 5, 4).Weight("w", 4, 1), "b", TensorBuilder.Weight(1), true);
        Assert.Equal(5, Parameters(model.Node("MatMul", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["y"])));
    }

    // For example a grid of positions.
    [Fact]
    public void A_grid_added_after_a_convolution_is_not_a_bias()
    {
        ModelBuilder model = Store(new ModelBuilder().Input("x", 1, 3, 10, 10).Constant("w", Kernels), "grid", TensorBuilder.Weight(1, 1, 8, 8), true);
        Assert.Equal(Kernel, Parameters(model.Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "grid"], ["y"])));
    }

    // Its scale is calibrated, and not that of a stored tensor.
    [Fact]
    public void A_scalar_scale_of_a_quantised_activation_is_not_a_parameter()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 1, 3, 10, 10).Weight("scale").Weight("w", 8, 3, 3, 3)
            .Node("QuantizeLinear", ["x", "scale"], ["q"]).Node("DequantizeLinear", ["q", "scale"], ["d"]).Node("Conv", ["d", "w"], ["y"]);
        Assert.Equal(Kernel, Parameters(model));
    }

    [Theory]
    [InlineData("Mul")]
    [InlineData("Pow")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Greater")]
    public void A_scalar_in_a_formula_is_not_a_parameter_wherever_it_is(string op)
    {
        foreach (bool isInNode in new[] { false, true })
        {
            ModelBuilder model = Store(new ModelBuilder().Input("x", 1, 3, 10, 10), "number", TensorBuilder.Weight(), isInNode);
            Assert.Equal(0, Parameters(model.Node(op, ["x", "number"], ["y"])));
        }
    }

    [Theory]
    [InlineData("BatchNormalization", 4)]
    [InlineData("InstanceNormalization", 2)]
    public void Vectors_of_a_normalisation_in_nodes_are_parameters_where_kernels_are_in_nodes(string op, int vectors)
    {
        ModelBuilder model = new ModelBuilder().Input("x", 1, 3, 10, 10).Node("Constant", [], ["w"], ("value", Kernels)).Node("Conv", ["x", "w"], ["c"]);
        string[] names = [.. Enumerable.Range(0, vectors).Select(i => $"v{i}")];
        foreach (string name in names)
        {
            model.Node("Constant", [], [name], ("value", TensorBuilder.Weight(8)));
        }

        model.Weight("scales", 4).Node(op, ["c", .. names], ["n"]).Node("Resize", ["n", "", "scales"], ["y"]);
        Assert.Equal(Kernel + (8 * vectors), Parameters(model));
    }

    // ONNX requires both vectors, and PyTorch writes ones and zeros in Constant nodes for a normalisation without them.
    [Fact]
    public void Required_vectors_in_nodes_are_not_parameters_if_kernels_are_initializers()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 1, 3, 10, 10).Constant("w", Kernels)
            .Node("Constant", [], ["ones"], ("value", TensorBuilder.Weight(8))).Node("Constant", [], ["zeros"], ("value", TensorBuilder.Weight(8)))
            .Node("Conv", ["x", "w"], ["c"]).Node("InstanceNormalization", ["c", "ones", "zeros"], ["y"]);
        Assert.Equal(Kernel, Parameters(model));
    }

    // As in the models without weights in ONNX's own repository: a scale and an offset after a normalisation.
    [Theory]
    [InlineData(true, Kernel + 16)]
    [InlineData(false, Kernel)]
    public void Factors_made_by_nodes_are_parameters_if_kernels_are_made_by_nodes(bool isKernelMade, long expected)
    {
        ModelBuilder model = Makers[isKernelMade ? "ConstantOfShape" : "an initializer"](new ModelBuilder().Input("x", 1, 3, 10, 10));
        model.Constant("channels", TensorBuilder.Of(8, 1, 1)).Node("ConstantOfShape", ["channels"], ["scale"]).Node("ConstantOfShape", ["channels"], ["offset"])
            .Node("Conv", ["x", "w"], ["c"]).Node("Relu", ["c"], ["r"]).Node("Mul", ["r", "scale"], ["m"]).Node("Add", ["m", "offset"], ["y"]);
        Assert.Equal(expected, Parameters(model));
    }

    // The kernel stands behind the branch in the file, and decides nevertheless about the grid in it.
    [Theory]
    [InlineData("an initializer", 0)]
    [InlineData("a Constant", 2 * 3 * 100)]
    [InlineData("Identity", 2 * 3 * 100)]
    public void A_grid_in_a_branch_is_a_parameter_if_kernels_are_in_nodes(string maker, long expected)
    {
        static GraphBuilder Shifted(string grid) => new GraphBuilder(grid)
            .Node("Constant", [], [grid], ("value", TensorBuilder.Weight(1, 3, 10, 10))).Node("Add", ["x", grid], ["s"]).Output("s");

        ModelBuilder model = new ModelBuilder().Input("x", 1, 3, 10, 10).Input("choice", TypeBuilder.Tensor(ElementType.Boolean))
            .Node("If", ["choice"], ["i"], ("then_branch", Shifted("a")), ("else_branch", Shifted("b")));
        Assert.Equal(Kernel + expected, Parameters(Makers[maker](model).Node("Conv", ["i", "w"], ["y"])));
    }

    // A kernel in a branch is one wherever it is, and so is a bias.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_kernel_and_a_bias_in_a_branch_are_parameters_wherever_other_kernels_are(bool isInNode)
    {
        GraphBuilder branch = new GraphBuilder("branch").Node("Constant", [], ["k"], ("value", Kernels)).Node("Constant", [], ["b"], ("value", TensorBuilder.Weight(8, 1, 1)))
            .Node("Conv", ["x", "k"], ["p"]).Node("Add", ["p", "b"], ["s"]).Output("s");
        ModelBuilder model = Store(new ModelBuilder().Input("x", 1, 3, 10, 10).Constant("yes", TensorBuilder.Scalar(1, ElementType.Boolean)), "w", TensorBuilder.Weight(8, 8, 5, 5), isInNode)
            .Node("If", ["yes"], ["i"], ("then_branch", branch), ("else_branch", branch)).Node("Conv", ["i", "w"], ["y"]);
        Assert.Equal(Kernel + 8 + (8 * 8 * 5 * 5), Parameters(model));
    }

    [Fact]
    public void Initial_states_of_a_recurrent_layer_are_not_parameters()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 5, 1, 4).Weight("w", 1, 24, 4).Weight("r", 1, 24, 6).Weight("b", 1, 48).Weight("h", 1, 1, 6).Weight("c", 1, 1, 6)
            .Node("LSTM", ["x", "w", "r", "b", "", "h", "c"], ["y"], ("hidden_size", 6));
        Assert.Equal((24 * 4) + (24 * 6) + 48, Parameters(model));
    }

    [Fact]
    public void A_tensor_used_only_for_its_shape_is_not_a_parameter()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 8, 27).Constant("like", Kernels).Node("Shape", ["like"], ["shape"]).Node("Reshape", ["x", "shape"], ["y"]);
        Assert.Equal(0, Parameters(model));
    }

    private static ModelBuilder Store(ModelBuilder model, string name, TensorBuilder tensor, bool isInNode) =>
        isInNode ? model.Node("Constant", [], [name], ("value", tensor)) : model.Constant(name, tensor);

    private static long Parameters(ModelBuilder model)
    {
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(model.Output("y").Import()));
        Assert.Null(row.UncountedParameters);
        return row.Parameters!.Value;
    }
}
