using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>The layer of the catalogue that a node means, with its settings.</summary>
public class OperatorMeaningTests
{
    [Fact]
    public void An_elementwise_node_means_a_merge_or_a_function()
    {
        Means(new Merge(), Node("Add").On(Data(2, 3), Data(3)));
        Means(new Merge(MergeKind.Divide), Node("Div").On(Data(2, 3), Stored(3)));
        Means(new Merge(MergeKind.Average), Node("Mean").On(Data(2, 3), Data(2, 3), Data(2, 3)));
        Means(new PointwiseMerge("Less", 1) { KeptInputs = 0 }, Node("Less").On(Data(2, 3), Data(3)));
        Means(new Pointwise("Sqrt", 1), Node("Sqrt").On(Data(2, 3)));
        Means(new Activation(ActivationFunction.Exponential), Node("Exp").On(Data(2, 3)));
        Means(new Activation(ActivationFunction.Silu), Node("Swish", 24).On(Data(2, 3)));
        Means(new Activation(ActivationFunction.Relu6), Node("Clip", 6).With("min", 0f).With("max", 6f).On(Data(2, 3)));
        Means(new Pointwise("Clip", 2) { Constants = Constants.Of(("min", 0), ("max", 5)) }, Node("Clip", 6).With("min", 0f).With("max", 5f).On(Data(2, 3)));
        Means(new Merge(), new OneNode("BiasAdd").On(Data(2, 3, 4), Stored(4), Data(2, 3, 4)));
    }

    [Fact]
    public void A_node_on_an_axis_means_its_layer_with_the_axis_from_the_end()
    {
        Means(new Activation(ActivationFunction.Softmax, -1), Node("Softmax").On(Data(2, 3, 4)));
        Means(new Activation(ActivationFunction.Softmax, -2) { JointAxes = 2 }, Node("Softmax", 11).On(Data(2, 3, 4)));
        Means(new Reduction(ReductionKind.Mean, new AxisValues(-2, -1), true), Node("ReduceMean", 13).With("axes", 1, 2).On(Data(2, 3, 4)));
        Means(new Reduction(ReductionKind.Sum, new AxisValues(-3)), Node("ReduceSum").With("keepdims", 0L).On(Data(2, 3, 4), Values(0)));
        Means(new CumulativeReduction(ReductionKind.Sum, -1), Node("CumSum").On(Data(2, 3, 4), Values(2)));
        Means(new UnitNormalization(-2), Node("LpNormalization").With("axis", 1L).On(Data(2, 3, 4)));
    }

    [Fact]
    public void A_learned_slope_is_shared_along_the_axes_where_it_has_size_1()
    {
        Means(new ParametricRelu(new SharedAxes(new AxisValues(-1, -2))), Node("PRelu").On(Data(2, 3, 4, 4), Stored(3, 1, 1)));
        Means(new ParametricRelu(SharedAxes.All), Node("PRelu").On(Data(2, 3, 4, 4), Stored(1)));
        Means(new PointwiseMerge("PRelu", 2), Node("PRelu").On(Data(2, 3, 4, 4), Data(3, 1, 1)));
    }

    // Versions 11 and 12 flatten the axes from the given one on, and count a negative one from the end.
    [Theory]
    [InlineData(1, 2, (5 * 12) - 2)]
    [InlineData(-1, 6, (5 * 4) - 2)]
    [InlineData(0, 1, (5 * 24) - 2)]
    [InlineData(3, 24, (5 * 1) - 2)]
    public void An_old_softmax_runs_over_all_axes_from_one_on(long axis, long sums, long operations) =>
        Assert.Equal(sums * operations, Node("Softmax", 11).With("axis", axis).On(Data(2, 3, 4)).Work().Flops.Value);

    [Fact]
    public void Only_operations_on_floating_point_numbers_count()
    {
        Assert.Equal((6, 0), (Node("Add").On(Data(2, 3), Data(3)).Work().Flops.Value, Node("Add").On(Data(ElementType.Int64, 2, 3), Data(ElementType.Int64, 3)).Work().Flops.Value));
        Assert.Equal((5, 0), (Node("ReduceSum").On(Data(2, 3)).Work().Flops.Value, Node("ReduceSum").On(Data(ElementType.Int64, 2, 3)).Work().Flops.Value));
    }

    private static OneNode Node(string name, long opset = 18) => new(name, OnnxDomain.Default, opset);

    private static void Means(LayerDefinition meaning, Layer layer) => Assert.Equal(meaning, layer.Meaning);
}
