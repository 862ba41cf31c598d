namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Decides which stored tensors are parameters.</summary>
public class StoredWeightTests
{
    private static readonly TensorBuilder Matrix = TensorBuilder.Weight(4, 4);

    // For example the means of an image.
    [Fact]
    public void Tensors_in_nodes_are_not_weights_if_there_are_initializers()
    {
        Layer layer = new ModelBuilder().Input("x", 2, 4).Weight("w", 4, 4)
            .Node("Constant", [], ["mean"], ("value", TensorBuilder.Weight(4)))
            .Node("Sub", ["x", "mean"], ["a"]).Node("MatMul", ["a", "w"], ["y"])
            .Output("y").Import();

        Assert.Equal(16, Parameters(layer));
    }

    // Paddle's exporter writes weights in this way; a number of a formula, such as √d, is not one.
    [Fact]
    public void Tensors_in_nodes_are_weights_if_there_are_no_initializers_unless_they_are_single_numbers()
    {
        Layer layer = new ModelBuilder().Input("x", 2, 4)
            .Node("Constant", [], ["w"], ("value", Matrix))
            .Node("Identity", ["w"], ["again"])
            .Node("Constant", [], ["root"], ("value", TensorBuilder.Weight()))
            .Node("MatMul", ["x", "w"], ["a"]).Node("MatMul", ["a", "again"], ["b"]).Node("Div", ["b", "root"], ["y"])
            .Output("y").Import();

        Assert.Equal(16, Parameters(layer));
        Assert.Equal("w", Assert.Single(new Network(layer).Layers.First(each => each.Kind == "MatMul").Weights()).Name);
    }

    // The shape is computed from an initializer, so that the bodies cannot look it up among their own constants.
    [Fact]
    public void A_body_can_fill_a_tensor_of_a_shape_computed_outside()
    {
        GraphBuilder Branch(string name) => new GraphBuilder(name).Node("ConstantOfShape", ["shape"], [name]).Output(name);
        Layer layer = new ModelBuilder().Input("x", 3, 4).Input("choice", TypeBuilder.Tensor(ElementType.Boolean))
            .Constant("sizes", new TensorBuilder(ElementType.Int32, [2], [3, 4]))
            .Node("Cast", ["sizes"], ["shape"], ("to", 7L))
            .Node("Constant", [], ["factor"], ("value", TensorBuilder.Weight(4)))
            .Node("If", ["choice"], ["full"], ("then_branch", Branch("t")), ("else_branch", Branch("e")))
            .Node("Mul", ["x", "factor"], ["a"]).Node("Add", ["a", "full"], ["y"])
            .Output("y").Import();

        Assert.Equal(("3x4", 0L), (layer.OutputShape.ToString(), Parameters(layer)));
    }

    [Fact]
    public void Tensors_in_nodes_of_bodies_and_functions_are_counted_once()
    {
        GraphBuilder Branch(string name) => new GraphBuilder(name).Node("Constant", [], [name + "w"], ("value", Matrix)).Node("MatMul", ["x", name + "w"], [name]).Output(name);
        var function = new FunctionBuilder("own", "Layer", ["x"], ["y"]).Node("Constant", [], ["w"], ("value", Matrix)).Node("MatMul", ["x", "w"], ["y"]);
        Layer layer = new ModelBuilder().Function(function).Opset(1, "own").Opset(17).Input("x", 2, 4)
            .Input("choice", TypeBuilder.Tensor(ElementType.Boolean))
            .Node("If", ["choice"], ["chosen"], ("then_branch", Branch("t")), ("else_branch", Branch("e")))
            .Call("own", "Layer", ["chosen"], ["once"]).Call("own", "Layer", ["once"], ["y"])
            .Output("y").Import();

        Assert.Equal(48, Parameters(layer));
    }

    [Theory]
    [InlineData(ElementType.UInt8, 60)]
    [InlineData(ElementType.Int64, 0)]
    public void Quantised_tables_of_Gather_are_weights(ElementType type, long expected)
    {
        Layer layer = new ModelBuilder().Input("x", TypeBuilder.Tensor(ElementType.Int64, 2, 3)).Constant("table", new TensorBuilder(type, [10, 6], null))
            .Node("Gather", ["table", "x"], ["y"]).Output("y").Import();
        Assert.Equal(expected, Parameters(layer));
    }

    [Theory]
    [InlineData(ElementType.Int8, 1, 8)]
    [InlineData(ElementType.Int8, 9, 0)]
    [InlineData(ElementType.Int64, 1, 0)]
    [InlineData(ElementType.Boolean, 1, 0)]
    public void Narrow_integers_cast_to_floating_point_are_weights(ElementType type, long to, long expected)
    {
        Layer layer = new ModelBuilder().Input("x", 2, 4).Constant("k", new TensorBuilder(type, [2, 4], null))
            .Node("Cast", ["k"], ["f"], ("to", to)).Node("Equal", ["x", "f"], ["y"]).Output("y").Import();
        Assert.Equal(expected, Parameters(layer));
    }

    [Theory]
    [InlineData("Resize", "", "s")]
    [InlineData("Upsample", "s")]
    [InlineData("Clip", "least", "most")]
    [InlineData("Pad", "pads", "most")]
    public void Settings_of_an_operator_are_not_weights(string op, params string[] operands)
    {
        Layer layer = new ModelBuilder().Opset(op == "Upsample" ? 9 : 17).Input("x", 1, 2, 4, 4)
            .Weight("s", 4).Weight("least").Weight("most").Constant("pads", TensorBuilder.Of(0, 0, 0, 0, 0, 0, 0, 0))
            .Node(op, ["x", .. operands], ["y"]).Output("y").Import();
        Assert.Equal(0, Parameters(layer));
    }

    private static long Parameters(Layer layer) => NetworkMeasurement.Of(new Network(layer)).Parameters!.Value;
}
