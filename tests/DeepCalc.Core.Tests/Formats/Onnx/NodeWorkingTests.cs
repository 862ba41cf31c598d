using DeepCalc.Tests.Formats.Onnx.Operators;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>What a node of a file shows: the formula of its weights, the step for its shape, its settings.</summary>
public class NodeWorkingTests
{
    private static readonly object Bytes = OneNode.Stored(ElementType.UInt8);

    [Fact]
    public void Stored_weights_have_the_formula_of_the_layer_and_the_names_of_the_file()
    {
        Layer layer = new ModelBuilder().Input("x", 1, 6, 9, 9).Weight("w", 8, 3, 3, 3).Weight("b", 8)
            .Node("Conv", ["x", "w", "b"], ["y"], ("group", 2L)).Output("y").Import();

        Assert.Equal(
            [
                "w = Fh·Fw·⌊Cin/g⌋·K = 3·3·⌊6/2⌋·8 = 216",
                "b = K = 8",
                "params = Fh·Fw·⌊Cin/g⌋·K + K = 3·3·⌊6/2⌋·8 + 8 = 224",
            ],
            Steps(layer, CalculationTopic.Parameter));
        Assert.Equal(["w 8x3x3x3", "b 8"], layer.Weights().Select(weight => $"{weight.Name} {weight.Shape}"));
    }

    [Fact]
    public void Slopes_have_the_axes_that_do_not_share_one()
    {
        Layer layer = new ModelBuilder().Input("x", 1, 6, 9, 8).Weight("slopes", 6, 1, 8).Node("PRelu", ["x", "slopes"], ["y"]).Output("y").Import();

        Assert.Equal(["slopes = C₁·W₁ = 6·8 = 48", "params = C₁·W₁ = 6·8 = 48"], Steps(layer, CalculationTopic.Parameter));
    }

    [Fact]
    public void One_operand_can_be_the_weights_of_both_directions()
    {
        Layer layer = new OneNode("LSTM", "", 14).With("hidden_size", 4L).With("direction", "bidirectional")
            .On(OneNode.Data(5, 2, 3), OneNode.Stored(2, 16, 3), OneNode.Stored(2, 16, 4), OneNode.Stored(2, 32));

        Assert.Equal(
            "params = in·4u + in·4u + u·4u + u·4u + 4u + 4u + 4u + 4u = 3·4·4 + 3·4·4 + 4·4·4 + 4·4·4 + 4·4 + 4·4 + 4·4 + 4·4 = 288",
            Steps(layer, CalculationTopic.Parameter)[^1]);
        Assert.Equal(288, ParameterMeasure.Of(layer).Total.Value);
    }

    [Fact]
    public void A_tensor_that_is_no_weight_of_the_layer_counts_as_the_product_of_its_axes()
    {
        Layer token = new ModelBuilder().Input("x", 1, 4, 6).Weight("token", 1, 1, 6).Node("Concat", ["token", "x"], ["y"], ("axis", 1L)).Output("y").Import();
        Assert.Equal("params = N₀·N₁·N₂ = 1·1·6 = 6", Steps(token, CalculationTopic.Parameter)[^1]);

        Layer quantised = new OneNode("QLinearConv", "", 10).On(
            OneNode.Data(ElementType.UInt8, 1, 2, 5, 5), OneNode.Stored(), Bytes, OneNode.Stored(ElementType.Int8, 4, 2, 3, 3), OneNode.Stored(4), OneNode.Stored(ElementType.Int8, 4), OneNode.Stored(), Bytes);
        Assert.Equal(78, ParameterMeasure.Of(quantised).Total.Value);
        Assert.Equal("params = w + Fh·Fw·Cin·K + N₀ + w = 1 + 3·3·2·4 + 4 + 1 = 78", Steps(quantised, CalculationTopic.Parameter)[^1]);
    }

    [Theory]
    [InlineData("Transpose", "shape = (N₀, N₂, N₁) = 2x3x5")]
    [InlineData("Relu", "shape = (N₀, N₁, N₂) = 2x5x3")]
    [InlineData("Shape", "shape = (3) = 3")]
    public void The_shape_of_a_node_without_formulas_of_its_own_is_one_step(string op, string step)
    {
        OneNode node = new(op, "", 13);
        Assert.Equal([step], Steps((op == "Transpose" ? node.With("perm", 0, 2, 1) : node).On(OneNode.Data(2, 5, 3)), CalculationTopic.Shape));
    }

    [Fact]
    public void A_sum_stretches_the_axes_of_its_operands()
    {
        Layer layer = new OneNode("Add", "", 13).On(OneNode.Data(2, 1, 3), OneNode.Data(5, 1));

        CalculationStep step = Assert.Single(Calculation.Of(new Network(layer), [CalculationTopic.Shape]), step => step.Layer == "node");
        Assert.Equal("shape = (N₀, N₀′, N₂) = 2x5x3", step.Working);
        Assert.Null(step.Value);
        Assert.Equal("2x5x3", step.Result);
    }

    [Fact]
    public void A_shape_that_only_the_file_declares_has_no_step()
    {
        Layer layer = new ModelBuilder().Opset(17).Opset(1, "own").Input("x", 3, 16).Call("own", "Mystery", ["x"], ["y"])
            .Declare("y", TypeBuilder.Tensor(ElementType.Float32, 3, 8)).Output("y").Import();

        Assert.Empty(Steps(layer, CalculationTopic.Shape));
    }

    [Fact]
    public void Each_output_of_a_node_has_a_step()
    {
        Layer layer = new ModelBuilder().Opset(13).Input("x", 2, 6).Constant("k", TensorBuilder.Of(2)).Node("TopK", ["x", "k"], ["values", "places"])
            .Node("Cast", ["places"], ["floats"], ("to", 1L)).Node("Add", ["values", "floats"], ["y"]).Output("y").Import();

        CalculationStep[] steps = [.. Calculation.Of(new Network(layer), [CalculationTopic.Shape]).Where(step => step.Symbol != "shape" || step.Result == "2x2")];
        Assert.Contains(steps, step => step.Quantity == "Shape of output 2" && step.Working == "shape₂ = (N₀, 2) = 2x2");
    }

    [Fact]
    public void The_parts_of_a_split_say_which_output_they_are()
    {
        Layer layer = new ModelBuilder().Opset(13).Input("x", 2, 6).Constant("k", TensorBuilder.Of(2, 4)).Node("Split", ["x", "k"], ["a", "b"], ("axis", 1L))
            .Node("Concat", ["b", "a"], ["y"], ("axis", 1L)).Output("y").Import();

        Assert.Equal(
            ["Output size of axis 1: 2", "Output size of axis 1, output 2: 4", "Output size of axis 1: 6"],
            Calculation.Of(new Network(layer), [CalculationTopic.Shape]).Select(step => $"{step.Quantity}: {step.Result}"));
    }

    [Fact]
    public void The_values_of_a_padding_show()
    {
        Layer layer = new ModelBuilder().Opset(13).Input("x", 1, 3, 8, 8).Constant("pads", TensorBuilder.Of(0, 0, 1, 1, 0, 0, 1, 1))
            .Node("Pad", ["x", "pads"], ["y"], ("mode", "reflect")).Output("y").Import();

        Assert.Equal("1x1, reflect", layer.Settings);
    }

    [Fact]
    public void Settings_are_those_of_the_layer_and_attributes_those_of_the_file()
    {
        Layer layer = new OneNode("Conv", "", 11).With("strides", 2, 2).With("pads", 3, 3, 3, 3).On(OneNode.Data(1, 3, 9, 9), OneNode.Stored(64, 3, 7, 7), OneNode.Stored(64));

        LayerMeasurement row = LayerMeasurement.Of(new Network(layer)).Last();
        Assert.Equal("64 filters 7x7, stride 2, padding 3", row.Settings);
        Assert.Equal("strides 2x2, pads 3x3x3x3", row.Attributes);
        Assert.Equal("Conv", row.Kind);
        Assert.Null(LayerMeasurement.Of(new Network(Build.Conv(Build.Input(9, 9, 3), 64, 7))).Last().Attributes);
    }

    private static string[] Steps(Layer layer, CalculationTopic topic)
    {
        var network = new Network(layer);
        return [.. Calculation.Of(network, [topic], name => name == network.NameOf(layer)).Select(step => step.Working)];
    }
}
