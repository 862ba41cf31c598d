using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Networks;

public class LayerOutputTests
{
    private static Layer Lstm(string? name = null) => new(new Recurrent(4) { ReturnSequences = true }, name, Build.Input(20, 8));

    // One part goes through a window of three, the other stays as it is.
    private static Layer Halves(ImportOptions? options = null) => new ModelBuilder().Input("x", 1, 4, 9).Weight("w", 2, 2, 3).Constant("sizes", TensorBuilder.Of(2, 2))
        .Add(new NodeBuilder("Split", ["x", "sizes"], ["left", "right"], [("axis", 1L)]) { Name = "halves" })
        .Node("Conv", ["left", "w"], ["wide"], ("pads", new long[] { 1, 1 })).Node("Relu", ["right"], ["same"])
        .Node("Concat", ["wide", "same"], ["y"], ("axis", 1L)).Output("y").Import(options);

    [Fact]
    public void The_outputs_of_a_layer_share_all_but_their_shapes()
    {
        Layer layer = Lstm("enc");
        Layer state = layer.Output(2, "last");
        Assert.Equal((3, 0, 2), (layer.OutputCount, layer.OutputIndex, state.OutputIndex));
        Assert.Equal((null, "c"), (layer.OutputName, state.OutputName));
        Assert.Equal(("20x4", "4"), (layer.OutputShape.ToString(), state.OutputShape.ToString()));
        Assert.Same(layer, state.OutputOf);
        Assert.Same(layer, state.Output(0));
        Assert.Same(layer.Definition, state.Definition);
        Assert.Equal(layer.Inputs, state.Inputs);
        Assert.Equal((false, true), (layer.IsFurther, state.IsFurther));
        Build.Refused(() => layer.Output(3), ErrorCode.InvalidSize, "enc:", "output 3 does not exist", "has 3");
        Build.Refused(() => layer.Output(-1), ErrorCode.InvalidSize, "output -1");
    }

    [Fact]
    public void Weights_and_work_are_counted_at_the_layer_however_many_outputs_are_used()
    {
        Layer layer = Lstm();
        var both = new Network(layer.Output(1), layer.Output(2), layer);
        Assert.Equal(["input_layer", "lstm"], both.Layers.Select(both.NameOf));
        Assert.Equal(["input_layer", "lstm", "lstm:1", "lstm:2"], both.Values.Select(both.NameOf));
        Assert.Equal(NetworkMeasurement.Of(new Network(layer)).Parameters, NetworkMeasurement.Of(both).Parameters);
        Assert.Equal(NetworkMeasurement.Of(new Network(layer)).Flops, NetworkMeasurement.Of(both).Flops);
        Assert.Equal(("4, 4, 20x4", 2), (NetworkMeasurement.Of(both).OutputShape, NetworkMeasurement.Of(both).LayerCount));
        Assert.Equal(layer.Weights().Count, WeightMeasurement.Of(new Network(layer.Output(1))).Count());
    }

    [Fact]
    public void A_row_shows_the_shapes_of_all_outputs_that_are_used_and_an_edge_says_which()
    {
        Network network = new(Halves());
        LayerMeasurement[] rows = [.. LayerMeasurement.Of(network)];
        Assert.Equal(["x", "halves", "wide", "same", "y"], rows.Select(row => row.Name));
        Assert.Equal(["1x4x9", "1x2x9, 1x2x9", "1x2x9", "1x2x9", "1x4x9"], rows.Select(row => row.OutputShape));
        Assert.Equal(["", "x", "halves", "halves:1", "wide, same"], rows.Select(row => row.Inputs));
    }

    [Fact]
    public void A_further_output_of_a_file_is_found_by_its_layer_and_number_as_a_row_names_it()
    {
        Assert.Equal(("right", 1), (new Network(Halves()).Find("halves:1").Name, new Network(Halves()).Find("HALVES:1").OutputIndex));
        Build.Refused(() => new Network(Halves()).Find("halves:2"), ErrorCode.LayerNotFound, "'halves:2'");
        Layer right = Halves(new ImportOptions { Outputs = ["halves:1"] });
        Assert.Equal(("right", 1), (right.Name, right.OutputIndex));
    }

    [Fact]
    public void A_further_output_is_found_by_its_own_name()
    {
        Layer right = new Network(Halves()).Find("right");
        Assert.Equal(("Split", 1, "halves"), (right.Kind, right.OutputIndex, right.OutputOf.Name));
        Assert.Equal((2, "c"), (new Network(Lstm().Output(2)).Find("LSTM:2").OutputIndex, new Network(Lstm().Output(2)).Output.OutputName));
    }

    [Fact]
    public void Each_output_has_its_own_receptive_field()
    {
        Network network = new(Halves());
        ReceptiveFieldMeasurement[] rows = [.. ReceptiveFieldMeasurement.Of(network, null, perLayer: true)];
        Assert.Equal(["x 1", "halves 1", "right 1", "wide 3", "same 1", "y 3"], rows.Select(row => $"{row.Layer} {row.Size}"));

        // Each output of the layer sees its own positions.
        Layer split = new ModelBuilder().Input("x", 1, 1, 9).Constant("sizes", TensorBuilder.Of(4, 5))
            .Node("Split", ["x", "sizes"], ["left", "right"], ("axis", 2L)).Output("left").Output("right").Import();
        UnitFieldMeasurement row = Assert.Single(UnitFieldMeasurement.Of(new Network(split), [2]));
        Assert.Equal((6L, 6L), (row.ClippedFirst, row.ClippedLast));
    }

    [Fact]
    public void Another_input_shape_keeps_the_outputs()
    {
        Layer layer = Lstm("enc");
        Network network = new Network(layer, layer.Output(1, "state")).WithInput(new TensorShape(7, 8));
        Assert.Equal(["7x4", "4"], network.Outputs.Select(output => output.OutputShape.ToString()));
        Assert.Equal(["input_layer", "enc", "state"], network.Values.Select(network.NameOf));
        Assert.Same(network.Outputs[0], network.Outputs[1].OutputOf);
        Assert.Equal("1x2x5", new Network(Halves()).WithInput(new TensorShape(1, 4, 5)).Find("right").OutputShape.ToString());
    }

    [Fact]
    public void Frozen_or_shared_weights_are_those_of_the_layer()
    {
        Layer state = Lstm().Output(1, "h");
        Assert.True(state.Frozen().OutputOf.IsFrozen);
        Assert.Equal((1, "h"), (state.Frozen().OutputIndex, state.Frozen().Name));
        Layer tied = Lstm().TiedTo(state);
        Assert.True(tied.IsTied);
        Assert.Equal(4 * 4 * (8 + 4 + 1), NetworkMeasurement.Of(new Network(new Layer(new Concatenate(), null, tied, state.OutputOf))).Parameters);
    }

    [Fact]
    public void Given_names_of_outputs_are_as_unique_as_those_of_layers()
    {
        Layer state = Lstm("enc").Output(1, "ENC");
        Assert.Equal(ErrorCode.DuplicateName, Assert.Throws<DeepCalcException>(state.RequireUniqueNames).Code);
        Assert.Equal(ErrorCode.DuplicateName, Assert.Throws<DeepCalcException>(() => new Network(state).Name).Code);
    }

    [Fact]
    public void The_first_used_output_stands_for_its_layer()
    {
        Layer end = new ModelBuilder().Input("x", 7, 1, 3).Weight("w", 1, 16, 3).Weight("r", 1, 16, 4)
            .Node("LSTM", ["x", "w", "r"], ["y", "last", "cell"], ("hidden_size", 4L)).Output("cell").Output("last").Import();
        var network = new Network(end);
        Assert.Equal(["cell", "last"], network.Outputs.Select(network.NameOf));
        Assert.Equal([(2, true), (1, false)], network.Outputs.Select(output => (output.OutputIndex, output.IsFurther)));
        Assert.Equal(["x", "last"], network.Layers.Select(network.NameOf));
        Assert.Equal("1x1x4, 1x1x4", LayerMeasurement.Of(network).Last().OutputShape);
    }

    public static TheoryData<string> Files => [.. TorchvisionFile.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_node_of_a_file_is_one_layer(string name)
    {
        Network network = new(NetworkFile.Import(new TorchvisionFile(name).Open(), name + ".onnx", new ImportOptions()));
        OnnxNode[] nodes = [.. network.Layers.Select(layer => layer.Definition).OfType<OnnxLayer>().Select(layer => layer.Node.Node)];
        Assert.Equal(nodes.Length, nodes.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.DoesNotContain(network.Layers, layer => layer.IsFurther || layer.Inputs.Any(input => input.Definition == layer.Definition));
        Assert.True(network.Values.Where(value => value.IsFurther).All(value => network.Layers.Contains(value.OutputOf)));
    }
}
