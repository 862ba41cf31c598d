using System.Text.Json;

namespace DeepCalc.Tests.Formats.Keras;

/// <summary>
/// Operations of TensorFlow, as stored by TF 2.0 to 2.3. Known answers by hand, from the operations' documentation; the node as JSON, as
/// JSON in a
/// text, and as the message itself in a text.
/// </summary>
public class KerasNodeDefTests
{
    [Theory]
    [InlineData("Mul", "\"1\": 0.1", "", "8x6x4", 192)]
    [InlineData("AddV2", "\"0\": 1.0", "", "8x6x4", 192)]
    [InlineData("Sub", "\"0\": 1", "", "8x6x4", 192)]
    [InlineData("Sub", "\"1\": [103.9, 116.8, 123.7, 1.0]", "", "8x6x4", 192)]
    [InlineData("BiasAdd", "\"1\": [1.0, 2.0, 3.0, 4.0]", "", "8x6x4", 192)]
    [InlineData("RealDiv", "\"1\": [[[[255.0]]]]", "", "8x6x4", 192)]
    [InlineData("Maximum", "\"1\": [[[1.0], [1.0], [1.0], [1.0], [1.0], [1.0]]]", "", "8x6x4", 192)]
    [InlineData("Sqrt", "", "", "8x6x4", 192)]
    [InlineData("Neg", "", "", "8x6x4", 192)]
    [InlineData("Square", "", "", "8x6x4", 192)]
    [InlineData("Exp", "", "", "8x6x4", 192)]
    [InlineData("Relu6", "", "", "8x6x4", 384)]
    [InlineData("Sigmoid", "", "", "8x6x4", 768)]
    [InlineData("Cast", "", "\"DstT\": {\"type\": \"DT_FLOAT\"}", "8x6x4", 0)]
    [InlineData("Identity", "", "", "8x6x4", 0)]
    [InlineData("Softmax", "", "", "8x6x4", 864)]
    [InlineData("Reshape", "\"1\": [-1, 48, 4]", "", "48x4", 0)]
    [InlineData("Transpose", "\"1\": [0, 3, 1, 2]", "", "4x8x6", 0)]
    [InlineData("ExpandDims", "\"1\": -1", "", "8x6x4x1", 0)]
    [InlineData("ExpandDims", "\"1\": [1]", "", "1x8x6x4", 0)]
    [InlineData("Mean", "\"1\": [1, 2]", "\"keep_dims\": {\"b\": false}", "4", 192)]
    [InlineData("Mean", "\"1\": [1, 2]", "\"keep_dims\": {\"b\": true}", "1x1x4", 192)]
    public void An_operation_of_one_tensor_is_known(string op, string constants, string attributes, string output, long flops)
    {
        string node = Node(op, attributes);
        foreach (string form in (string[])[node, JsonSerializer.Serialize(node), JsonSerializer.Serialize(Message(op, attributes.Contains("true", StringComparison.Ordinal)))])
        {
            Network network = KerasFiles.Read(Model(["[null, 8, 6, 4]"], form, constants));
            NetworkMeasurement row = NetworkMeasurement.Of(network);
            Assert.Equal((output, flops, false), (row.OutputShape, row.Flops, row.IsLowerBound));
        }
    }

    [Theory]
    [InlineData("AddV2", "", "", "[null, 5, 4]", "[null, 5, 4]", "5x4", 0)]
    [InlineData("Sub", "", "", "[null, 5, 4]", "[null, 1, 4]", "5x4", 0)]
    [InlineData("RealDiv", "", "", "[null, 5, 4]", "[null, 5, 1]", "5x4", 0)]
    [InlineData("ConcatV2", "\"2\": -1", "", "[null, 5, 4]", "[null, 5, 3]", "5x7", 0)]
    [InlineData("ConcatV2", "\"2\": 1", "", "[null, 5, 4]", "[null, 2, 4]", "7x4", 0)]
    [InlineData("Concat", "\"0\": 2", "", "[null, 5, 4]", "[null, 5, 3]", "5x7", 0)]
    [InlineData("BatchMatMulV2", "", "\"adj_x\": {\"b\": false}, \"adj_y\": {\"b\": false}", "[null, 5, 4]", "[null, 4, 3]", "5x3", 60)]
    public void An_operation_of_two_tensors_is_known(string op, string constants, string attributes, string first, string second, string output, long macs)
    {
        NetworkMeasurement row = NetworkMeasurement.Of(KerasFiles.Read(Model([first, second], Node(op, attributes), constants)));
        Assert.Equal((output, macs, false), (row.OutputShape, row.Macs, row.IsLowerBound));
    }

    // An invalid shape is unknown.
    [Theory]
    [InlineData("Mul", "\"1\": [[[[[1.0]]]]]", "")]
    [InlineData("Mul", "\"1\": [1.0, 2.0]", "")]
    [InlineData("Mul", "", "")]
    [InlineData("Reshape", "\"1\": [4, 48]", "")]
    [InlineData("StridedSlice", "\"1\": [0], \"2\": [1], \"3\": [1]", "")]
    [InlineData("", "", "")]
    public void Unsupported_operations_are_unknown(string op, string constants, string attributes)
    {
        Network network = KerasFiles.Read(Model(["[null, 8, 6, 4]"], Node(op, attributes), constants));
        Assert.Equal("?", network.Output.OutputShape.ToString());
        Assert.True(NetworkMeasurement.Of(network).IsLowerBound);
        Assert.Equal(0, KerasFiles.Parameters(network));
    }

    [Theory]
    [InlineData("BatchMatMulV2", "", "\"adj_y\": {\"b\": true}", "[null, 5, 4]", "[null, 3, 4]")]
    [InlineData("ConcatV2", "\"1\": [[1.0]], \"3\": -1", "", "[null, 5, 4]", "[null, 5, 3]")]
    [InlineData("AddN", "\"2\": 1.0", "", "[null, 5, 4]", "[null, 5, 4]")]
    public void Unsupported_operations_on_two_tensors_are_unknown(string op, string constants, string attributes, string first, string second) =>
        Assert.Equal("?", KerasFiles.Read(Model([first, second], Node(op, attributes), constants)).Output.OutputShape.ToString());

    [Fact]
    public void Squeeze_has_its_axes_in_an_attribute()
    {
        string node = Node("Squeeze", "\"squeeze_dims\": {\"list\": {\"i\": [\"2\"]}}");
        Assert.Equal("8x4", KerasFiles.Read(Model(["[null, 8, 1, 4]"], node, "")).Output.OutputShape.ToString());

        // Field 5 of the node, an entry of key and value, the list of the value, its packed numbers: 1, 2, 1, 3.
        string message = "\u0012\u0007Squeeze*\u0015\n\u000csqueeze_dims\u0012\u0005\n\u0003\u001a\u0001\u0002";
        Assert.Equal("8x4", KerasFiles.Read(Model(["[null, 8, 1, 4]"], JsonSerializer.Serialize(message), "")).Output.OutputShape.ToString());
    }

    // A convolution, a product with a number, a sum with the input, and a dense layer.
    [Fact]
    public void Arithmetic_between_layers_keeps_the_network_known()
    {
        string model = $$$"""
            {"class_name": "Functional", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [null, 8, 8, 4], "name": "x"}, "inbound_nodes": []},
              {"class_name": "Conv2D", "name": "c", "config": {"filters": 4, "kernel_size": [3, 3], "padding": "same", "name": "c"}, "inbound_nodes": [[["x", 0, 0, {}]]]},
              {"class_name": "TensorFlowOpLayer", "name": "tf_op_layer_mul", "config": {"node_def": {{{Node("Mul", "")}}}, "constants": {"1": 0.1}, "name": "mul"}, "inbound_nodes": [[["c", 0, 0, {}]]]},
              {"class_name": "TensorFlowOpLayer", "name": "tf_op_layer_add", "config": {"node_def": {{{Node("AddV2", "")}}}, "constants": {}, "name": "add"}, "inbound_nodes": [[["x", 0, 0, {}], ["tf_op_layer_mul", 0, 0, {}]]]},
              {"class_name": "Flatten", "name": "f", "config": {"name": "f"}, "inbound_nodes": [[["tf_op_layer_add", 0, 0, {}]]]},
              {"class_name": "Dense", "name": "d", "config": {"units": 3, "name": "d"}, "inbound_nodes": [[["f", 0, 0, {}]]]}],
             "input_layers": [["x", 0, 0]], "output_layers": [["d", 0, 0]]}, "keras_version": "2.4.0", "backend": "tensorflow"}
            """;
        NetworkMeasurement row = NetworkMeasurement.Of(KerasFiles.Read(model));
        Assert.Equal(("3", 148L + 771, 9216L + 768, false), (row.OutputShape, row.Parameters, row.Macs, row.IsLowerBound));
    }

    private static string Node(string op, string attributes) => $$$"""{"name": "n", "op": "{{{op}}}", "input": ["a", "b"], "attr": {"T": {"type": "DT_FLOAT"}{{{(attributes.Length == 0 ? "" : ", " + attributes)}}}}}""";

    // Name, operation, and keep_dims.
    private static string Message(string op, bool keepsDimensions) =>
        $"\n\u0001n\u0012{(char)op.Length}{op}*\u000f\n\tkeep_dims\u0012\u0002({(keepsDimensions ? '\u0001' : '\0')}";

    private static string Model(string[] shapes, string node, string constants)
    {
        string inputs = string.Concat(shapes.Select((shape, i) => $$$"""{"class_name": "InputLayer", "name": "in{{{i}}}", "config": {"batch_input_shape": {{{shape}}}, "name": "in{{{i}}}"}, "inbound_nodes": []}, """));
        string references = string.Join(", ", shapes.Select((_, i) => $$$"""["in{{{i}}}", 0, 0, {}]"""));
        return $$$"""
            {"class_name": "Model", "config": {"name": "m", "layers": [{{{inputs}}}
              {"class_name": "TensorFlowOpLayer", "name": "tf_op_layer_it", "config": {"trainable": true, "dtype": "float32", "name": "it", "node_def": {{{node}}}, "constants": {{{{constants}}}}}, "inbound_nodes": [[{{{references}}}]]}],
             "input_layers": [{{{string.Join(", ", shapes.Select((_, i) => $"[\"in{i}\", 0, 0]"))}}}], "output_layers": [["tf_op_layer_it", 0, 0]]}}
            """;
    }
}
