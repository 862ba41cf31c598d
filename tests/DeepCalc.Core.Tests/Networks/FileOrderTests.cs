using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Networks;

public class FileOrderTests
{
    // The file goes from branch to branch; a walk along the inputs of the sum would not.
    private static ModelBuilder Branches() => new ModelBuilder().Input("x", 2, 3)
        .Node("Relu", ["x"], ["a1"]).Node("Neg", ["x"], ["b1"]).Node("Exp", ["a1"], ["a2"]).Node("Abs", ["b1"], ["b2"])
        .Node("Add", ["b2", "a2"], ["sum"]).Node("Tanh", ["a2"], ["side"]);

    private static IEnumerable<string> Names(Network network) => network.Layers.Select(network.NameOf);

    [Fact]
    public void The_layers_of_a_file_have_the_order_of_its_nodes() =>
        Assert.Equal(["x", "a1", "b1", "a2", "b2", "sum"], Names(new Network(Branches().Output("sum").Import())));

    [Fact]
    public void Several_outputs_do_not_change_it()
    {
        Layer file = Branches().Output("side").Output("sum").Import();
        Assert.Equal(["x", "a1", "b1", "a2", "b2", "sum", "side"], Names(new Network(file)));
        Assert.Equal(["x", "a1", "b1", "a2", "b2", "sum", "side"], Names(new Network(file).WithInput(new TensorShape(5, 3))));
    }

    [Fact]
    public void An_input_stands_before_the_first_node_that_uses_it()
    {
        Layer file = new ModelBuilder().Input("late", 2, 3).Input("early", 2, 3)
            .Node("Relu", ["early"], ["a"]).Node("Neg", ["early"], ["b"]).Node("Add", ["b", "late"], ["c"]).Node("Add", ["c", "a"], ["y"]).Output("y").Import();
        Assert.Equal(["early", "a", "b", "late", "c", "y"], Names(new Network(file)));
    }

    // The first node needs the labels, as in the loss functions of ONNX.
    private static Layer Loss(params ReadOnlySpan<string> inputs)
    {
        var model = new ModelBuilder();
        foreach (string input in inputs)
        {
            model.Input(input, 2, 3);
        }

        return model.Node("Abs", ["labels"], ["a"]).Node("Softmax", ["scores"], ["b"]).Node("Mul", ["a", "b"], ["loss"]).Output("loss").Import();
    }

    [Fact]
    public void The_inputs_of_a_network_are_in_the_order_of_the_file()
    {
        var network = new Network(Loss("scores", "labels"));
        Assert.Equal(["labels", "a", "scores", "b", "loss"], Names(network));
        Assert.Equal(["scores", "labels"], network.Inputs.Select(input => input.Name));
        Assert.Equal("3", NetworkMeasurement.Of(network).ReceptiveFieldPerAxis);

        var other = new Network(Loss("labels", "scores"));
        Assert.Equal(["labels", "scores"], other.Inputs.Select(input => input.Name));
        Assert.Equal("1", NetworkMeasurement.Of(other).ReceptiveFieldPerAxis);
    }

    [Fact]
    public void The_inputs_of_several_files_are_in_the_orders_of_the_files_one_after_the_other()
    {
        Layer both = new(new Merge(), "total", Loss("scores", "labels"), Loss("scores", "labels"));
        Assert.Equal(["scores", "labels", "scores", "labels"], new Network(both).Inputs.Select(input => input.Name));
    }

    [Fact]
    public void What_is_composed_behind_files_has_their_orders_one_after_the_other()
    {
        Layer one = Branches().Output("sum").Import();
        Layer other = new ModelBuilder().Input("z", 2, 3).Node("Relu", ["z"], ["c1"]).Node("Neg", ["z"], ["c2"]).Node("Add", ["c2", "c1"], ["c3"]).Output("c3").Import();
        Layer own = new(new Merge(), "total", new Layer(new Merge(), "product", one, other), one);
        Assert.Equal(["x", "a1", "b1", "a2", "b2", "sum", "z", "c1", "c2", "c3", "product", "total"], Names(new Network(own)));
    }

    [Fact]
    public void A_frozen_or_tied_layer_keeps_its_place()
    {
        Layer layer = Branches().Output("sum").Import();
        Assert.Equal(layer.FilePlace, layer.Frozen().FilePlace);
        Assert.True(layer.FilePlace > 0);
    }
}
