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

    [Fact]
    public void A_product_with_a_stored_matrix_is_a_dense_layer()
    {
        Means(new Dense(6, UseBias: false), Node("MatMul").On(Data(2, 3, 4), Stored(4, 6)));
        Means(new Dense(6), Node("Gemm").With("transB", 1L).On(Data(2, 4), Stored(6, 4), Stored(6)));
        Means(new Dense(6, UseBias: false), new OneNode("MatMulNBits").With("K", 32L).With("N", 6L).On(Data(2, 32), Stored(ElementType.UInt8, 6, 1, 16), Stored(6)));
        Means(new Dense(6), new OneNode("GemmFastGelu").On(Data(2, 3, 4), Stored(4, 6), Stored(6)));
        Means(new Dense(6, UseBias: false), Node("MatMulInteger", 10).On(Data(ElementType.UInt8, 2, 4), Stored(ElementType.UInt8, 4, 6)));
    }

    [Fact]
    public void A_product_of_two_tensors_is_a_matrix_product()
    {
        var product = new MatrixProduct { AllowsVectors = true };
        Means(product, Node("MatMul").On(Data(2, 3, 4), Data(4, 6)));
        Means(product, Node("MatMul").On(Stored(6, 4), Data(4, 2)));
        Means(product with { TransposeSecond = true }, new OneNode("FusedMatMul").With("transB", 1L).On(Data(2, 3, 4), Data(2, 5, 4)));
        Means(product with { TransposeFirst = true, AddsThird = true }, Node("Gemm").With("transA", 1L).On(Data(4, 2), Stored(4, 6), Stored(6)));
        Means(product with { AddsThird = true }, Node("Gemm").On(Data(2, 4), Stored(4, 6), Stored(2, 1)));
        Means(new Einsum("bij,bjk->bik"), Node("Einsum").With("equation", "bij,bjk->bik").On(Data(2, 3, 4), Data(2, 4, 5)));
        Assert.Equal(0, Node("MatMul").On(Data(4), Data(4)).OutputShape.Rank);
    }

    [Fact]
    public void What_is_added_to_a_product_must_fit_and_not_stretch_it()
    {
        Build.Refused(() => Node("Gemm").On(Data(1, 4), Data(4, 5), Data(6)), ErrorCode.ShapeMismatch, "5 and 6");
        Build.Refused(() => Node("Gemm").On(Data(1, 4), Data(4, 5), Data(3, 5)), ErrorCode.ShapeMismatch, "3x5", "the product 1x5");
    }

    [Fact]
    public void A_normalisation_means_the_same_as_a_composed_one()
    {
        Means(new Normalization(NormalizationKind.Batch, TrackStatistics: true) { Epsilon = 0.001 }, Node("BatchNormalization", 15).With("epsilon", 0.001f)
            .On(Data(2, 3, 4, 4), Stored(3), Stored(3), Stored(3), Stored(3)));
        Means(new Normalization(NormalizationKind.Layer), Node("LayerNormalization").On(Data(2, 3, 4), Stored(4), Stored(4)));
        Means(new Normalization(NormalizationKind.Layer, Axes: new AxisValues(-2, -1), UseCenter: false), Node("LayerNormalization").With("axis", 1L).On(Data(2, 3, 4), Stored(3, 4)));
        Means(new Normalization(NormalizationKind.Rms, UseCenter: false) { Epsilon = 1e-12 }, new OneNode("SkipSimplifiedLayerNormalization").On(Data(2, 3, 4), Data(2, 3, 4), Stored(4)));
        Means(new Normalization(NormalizationKind.Group, 2), new OneNode("GroupNorm").With("groups", 2L).On(Data(2, 9, 9, 4), Stored(4), Stored(4)));
    }

    // In training, the statistics are those of all samples; a tensor of one axis has one channel.
    [Fact]
    public void Batch_normalisation_in_training_sees_the_other_samples()
    {
        Layer trained = Node("BatchNormalization", 15).With("training_mode", 1L).On(Data(2, 3, 4), Stored(3), Stored(3), Stored(3), Stored(3));
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(axis => trained.View(0, axis).IsGated));
        Assert.Equal(2 * 3 * 4 * 7, trained.Work().Flops.Value);
        Layer line = Node("BatchNormalization", 15).On(Data(6), Stored(1), Stored(1), Stored(1), Stored(1));
        Assert.Equal(("6", 12L), (line.OutputShape.ToString(), line.Work().Flops.Value));
    }

    [Fact]
    public void Experts_and_rows_of_a_quantised_table_mean_layers()
    {
        Layer experts = new OneNode("MoE").With("k", 2L).On(Data(2, 5, 8), Data(10, 4), Stored(4, 16, 8), null, Stored(4, 8, 16));
        Means(new MixtureOfExperts(4, 2, 16, ActivationFunction.Relu, IsGated: false), experts);
        Means(new Embedding(10, 32), new OneNode("GatherBlockQuantized").With("bits", 4L).On(Stored(ElementType.UInt8, 10, 16), Data(ElementType.Int64, 2, 3), Stored(10, 1)));
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
