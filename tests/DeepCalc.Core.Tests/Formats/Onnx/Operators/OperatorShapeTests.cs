using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Operators that ONNX Runtime's CPU build lists but cannot run: the shapes are those in its documentation.</summary>
public class OperatorShapeTests
{
    [Fact]
    public void Shapes_are_as_documented()
    {
        Is("2x5x4", new OneNode("BiasSplitGelu").On(Data(2, 5, 8), Stored(8)));
        Is("2x9x9x4", new OneNode("GroupNorm").With("groups", 2L).On(Data(2, 9, 9, 4), Stored(4), Stored(4)));
        Is("2x9x9x4", new OneNode("SkipGroupNorm").With("groups", 2L).On(1, Data(2, 9, 9, 4), Stored(4), Stored(4), Data(2, 1, 1, 4)));
        Is("2x7x8x6", new OneNode("NhwcConv").On(Data(2, 9, 9, 4), Stored(6, 4, 3, 2)));
        Is("2x7x8x6", new OneNode("NhwcFusedConv").With("activation", "Relu").On(Data(2, 9, 9, 4), Stored(6, 4, 3, 2), Stored(6), Data(2, 7, 8, 6)));
        Is("3x5x2", new OneNode("Rfft").With("signal_ndim", 1L).On(Data(3, 8)));
        Is("3x8", new OneNode("Irfft").With("signal_ndim", 1L).On(Data(3, 5, 2)));
        Is("2x5x6", new OneNode("GemmFastGelu").On(Data(2, 5, 4), Stored(4, 6), Stored(6)));
        Is("2x5x4", new OneNode("BiasAdd").On(Data(2, 5, 4), Stored(4), Data(2, 5, 4)));
        Is("2x3x7", new OneNode("TorchEmbedding").On(Stored(10, 7), Data(ElementType.Int64, 2, 3)));
        Is("2x1x4", new OneNode("QLinearReduceMean").With("axes", [1L]).With("keepdims", 1L).On(Data(ElementType.UInt8, 2, 3, 4), Stored(), Stored(ElementType.UInt8), Stored(), Stored(ElementType.UInt8)));
        Is("2x4", new OneNode("QLinearReduceMean").With("axes", [-2L]).With("keepdims", 0L).On(Data(ElementType.UInt8, 2, 3, 4), Stored(), Stored(ElementType.UInt8), Stored(), Stored(ElementType.UInt8)));
        Is("5x6", new OneNode("PackedAttention").With("num_heads", 2L).On(Data(5, 4), Stored(4, 18), Stored(18), Data(ElementType.Int32, 2, 3), Data(ElementType.Int32, 3)));
        Is("5x6", new OneNode("PackedMultiHeadAttention").With("num_heads", 2L).On(Data(5, 2, 3, 3), null, null, null, Data(ElementType.Int32, 2, 3), Data(ElementType.Int32, 3)));
        Is("1x8x5x6", new OneNode("RelativePositionBias").On(Stored(32, 8), Values(5), Values(6)));
        Is("2x4x5x5", new OneNode("GatedRelativePositionBias").With("num_heads", 4L).On(Data(2, 5, 32), Stored(32), Data(1, 4, 5, 5), Stored(8, 6), Stored(6), Stored(1, 4, 1, 1)));
        Is("3", new OneNode("RemovePadding").On(2, Data(2, 5, 4), Data(ElementType.Int32, 2)));
        Is("2x5x4", new OneNode("RestorePadding").On(Data(7, 4), Data(ElementType.Int32, 2, 5)));
        Is("3x6", new OneNode("MatMulFpQ4").On(Data(3, 64), Stored(ElementType.UInt8, 216), Values(64, 6)));
        Is("2x3x4", new OneNode("SwiGLU", "", 28).On(Data(2, 3, 4), Data(2, 3, 4)));
        Is("2x5x8", new OneNode("LongformerAttention").With("num_heads", 2L).With("window", 2L).On(Data(2, 5, 8), Stored(8, 24)));
        Is("2x3x4", new OneNode("MulInteger").On(Data(ElementType.Int8, 2, 3, 4), null, Data(ElementType.Int8, 4)));
    }

    [Fact]
    public void Output_types_are_as_documented()
    {
        Assert.Equal(ElementType.Float16, TypeOf(new OneNode("GemmFloat8").With("dtype", 10L).On(Data(ElementType.Float8E4M3FN, 2, 4), Stored(ElementType.Float8E4M3FN, 4, 6))));
        Assert.Equal(ElementType.Int32, TypeOf(new OneNode("MulInteger").On(Data(ElementType.Int8, 4), null, Data(ElementType.Int8, 4))));
        Assert.Equal(ElementType.UInt32, TypeOf(new OneNode("MatMulInteger16").On(Data(ElementType.UInt16, 2, 4), Data(ElementType.UInt16, 4, 3))));
        Assert.Equal(ElementType.BFloat16, TypeOf(new OneNode("DequantizeLinear", "", 23).With("output_dtype", 16L).On(Data(ElementType.Int8, 4), Stored())));
    }

    // ONNX's own tests include these, but only in sets newer than the package, or only where they are installed.
    [Fact]
    public void Shapes_are_as_specified()
    {
        Is("2x10x1", new OneNode("DFT", "", 17).With("inverse", 1L).With("onesided", 1L).On(Data(2, 6, 2)));
        Is("2x9x1", new OneNode("DFT", "", 17).With("inverse", 1L).With("onesided", 1L).On(Data(2, 6, 2), Number(9)));
        Is("2x4x2", new OneNode("DFT", "", 17).With("onesided", 1L).On(Data(2, 6, 1)));
        OneNode gradient = new OneNode("Gradient", OnnxDomain.Training).With("xs", "a", "b").With("zs", ["c"]).With("y", "d");
        Is("3x4", gradient.On(0, Data(3, 4), Data(5), Data(6)));
        Is("5", gradient.On(1, Data(3, 4), Data(5), Data(6)));
        Assert.False(gradient.On(0, Data(3, 4), Data(5), Data(6)).Work().Elementwise.IsKnown);
        Assert.Throws<DeepCalcException>(() => gradient.On(0, Data(3, 4)));
    }

    [Fact]
    public void Values_that_a_node_may_change_are_unknown()
    {
        var dropout = new OneNode("Dropout", "", 13);
        Assert.NotNull(Held(dropout.On(Values(3, 4))));
        Assert.NotNull(Held(dropout.On(Values(3, 4), null, Number(0))));
        Assert.Null(Held(dropout.On(Values(3, 4), null, Number(1))));
        Assert.Null(Held(dropout.On(Values(3, 4), null, Data(ElementType.Boolean))));
        Assert.Equal(["2", "3", "4"], Held(new OneNode("Clip", "", 6).With("min", 2f).With("max", 4f).On(Values(1, 3, 9)))!);
        Assert.Equal(["2", "3", "4"], Held(new OneNode("Clip", "", 12).On(Values(1, 3, 9), Number(2), Number(4)))!);
        Assert.Null(Held(new OneNode("Clip", "", 12).On(Values(1, 3, 9), Data(ElementType.Int64), Number(4))));
    }

    // Each error names the operator, the given operands and the valid ones.
    [Theory]
    [InlineData("MatMulNBits", "must have 32 features")]
    [InlineData("GroupQueryAttention", "num_heads must be at least 1")]
    [InlineData("QGemm", "must both have two axes")]
    [InlineData("MoE", "needs input 2")]
    public void Bad_operands_are_clear_errors(string op, string expected)
    {
        OneNode node = new OneNode(op).With("K", 32L).With("N", 4L);
        DeepCalcException e = Assert.Throws<DeepCalcException>(() => node.On(Data(2, 3, 5), Data(2, 3, 5)));
        e = op == "QGemm" ? Assert.Throws<DeepCalcException>(() => node.On(Data(2, 3, 5), null, null, Data(2, 3, 5))) : e;
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(op, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_a_recurrent_layer_must_fit()
    {
        DeepCalcException e = Assert.Throws<DeepCalcException>(
            () => new OneNode("LSTM", "", 14).With("hidden_size", 5L).On(Data(7, 2, 3), Stored(1, 20, 4), Stored(1, 20, 5)));
        Assert.Contains("20 rows (4 gates of 5 units) and 3 columns", e.Message, StringComparison.Ordinal);
    }

    private static OnnxTensor Number(long value) => new("n", FileTensor.Of(ElementType.Int64, TensorValues.Of([value])));

    private static string[]? Held(Layer layer) => ((FileTensor)layer.OutputShape).Values?.Elements.ToArray().Select(element => element.Whole.ToString()).ToArray();

    private static ElementType TypeOf(Layer layer) => ((FileTensor)layer.OutputShape).Type;

    private static void Is(string expected, Layer layer) => Assert.True(expected == layer.OutputShape.ToString(), $"{layer.Kind}: {layer.OutputShape}, documented {expected}");

    // As ONNX Runtime computes it: the stride is longer than the kernel, so there is nothing to cut off.
    [Theory]
    [InlineData("SAME_UPPER", 3, 1, 4, 10)]
    [InlineData("SAME_LOWER", 3, 2, 6, 17)]
    [InlineData("SAME_UPPER", 2, 3, 6, 12)]
    public void Nothing_is_added_for_the_same_size(string pad, long stride, long kernel, long size, long expected)
    {
        OneNode node = new OneNode("ConvTranspose", "", 17).With("auto_pad", pad).With("strides", [stride]);
        Is($"1x1x{expected}", node.On(Data(1, 1, size), Stored(1, 1, kernel)));
        var open = new FileTensor(ElementType.Float32, 1, 1, Quantity.Unknown("n"));
        Quantity last = node.On(open, Stored(1, 1, kernel)).OutputShape[2];
        Assert.Equal(expected, last.Bind(new Dictionary<string, long> { ["n"] = size }).Value);
    }

    [Fact]
    public void Pooling_over_four_axes_is_unknown_and_does_not_stop_the_import()
    {
        Is("?", new OneNode("MaxPool", "", 17).With("kernel_shape", 2, 2, 2, 2).On(Data(1, 2, 4, 4, 4, 4)));
        Is("1x2x1x1x1x1", new OneNode("GlobalAveragePool", "", 17).On(Data(1, 2, 4, 4, 4, 4)));
    }
}
