namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Which of the tensors that a file holds are parameters.</summary>
public class StoredWeightTests
{
    private static readonly TensorBuilder Matrix = TensorBuilder.Weight(4, 4);

    // Means of an image, say.
    [Fact]
    public void Tensors_that_stand_in_nodes_are_no_weights_where_there_are_others()
    {
        Layer layer = new ModelBuilder().Input("x", 2, 4).Weight("w", 4, 4)
            .Node("Constant", [], ["mean"], ("value", TensorBuilder.Weight(4)))
            .Node("Sub", ["x", "mean"], ["a"]).Node("MatMul", ["a", "w"], ["y"])
            .Output("y").Import();

        Assert.Equal(16, Parameters(layer));
    }

    // As Paddle's exporter has weights; a number of a formula, such as √d, is none.
    [Fact]
    public void Tensors_that_stand_in_nodes_are_weights_where_there_are_no_others_unless_they_are_a_single_number()
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
    public void Quantised_rows_that_are_looked_up_are_weights(ElementType type, long expected)
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
    public void Whole_numbers_that_become_others_are_weights_if_they_are_small_and_become_floating_point_ones(ElementType type, long to, long expected)
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
    public void What_sets_how_an_operator_works_is_no_weight(string op, params string[] operands)
    {
        Layer layer = new ModelBuilder().Opset(op == "Upsample" ? 9 : 17).Input("x", 1, 2, 4, 4)
            .Weight("s", 4).Weight("least").Weight("most").Constant("pads", TensorBuilder.Of(0, 0, 0, 0, 0, 0, 0, 0))
            .Node(op, ["x", .. operands], ["y"]).Output("y").Import();
        Assert.Equal(0, Parameters(layer));
    }

    private static long Parameters(Layer layer) => NetworkMeasurement.Of(new Network(layer)).Parameters!.Value;
}
