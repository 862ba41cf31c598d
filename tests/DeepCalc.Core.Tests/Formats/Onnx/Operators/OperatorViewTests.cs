using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>What a unit of recurrent layers, attention and fused operators sees.</summary>
public class OperatorViewTests
{
    [Theory]
    [InlineData("forward", ViewKind.Prefix)]
    [InlineData("reverse", ViewKind.Everything)]
    [InlineData("bidirectional", ViewKind.Everything)]
    public void A_forward_step_sees_the_steps_before_it(string direction, ViewKind kind)
    {
        int directions = direction == "bidirectional" ? 2 : 1;
        OneNode node = new OneNode("LSTM", "", 14).With("hidden_size", 5L).With("direction", direction);
        object?[] operands = [Data(7, 2, 3), Stored(directions, 20, 3), Stored(directions, 20, 5)];
        Assert.Equal(kind, node.On(operands).View(0, 0).Kind);
        Assert.Equal(2, node.On(operands).View(0, 1).OutputAxis);
        Assert.Equal(ViewKind.Everything, node.On(operands).View(0, 2).Kind);
        Assert.Equal(ViewKind.Everything, node.On(1, operands).View(0, 0).Kind);
        Assert.Equal(1, node.On(1, operands).View(0, 1).OutputAxis);
    }

    [Fact]
    public void A_leading_batch_axis_stays_first()
    {
        Layer layer = new OneNode("GRU", "", 14).With("hidden_size", 5L).With("layout", 1L).On(Data(2, 7, 3), Stored(1, 15, 3), Stored(1, 15, 5));
        Assert.Equal("2x7x1x5", layer.OutputShape.ToString());
        Assert.Equal(0, layer.View(0, 0).OutputAxis);
        Assert.Equal(ViewKind.Prefix, layer.View(0, 1).Kind);
    }

    [Theory]
    [InlineData(0, ViewKind.Everything)]
    [InlineData(1, ViewKind.Prefix)]
    public void A_query_sees_all_keys_or_those_before_it(long isCausal, ViewKind kind)
    {
        Layer layer = new OneNode("Attention", "", 23).With("is_causal", isCausal).On(Data(2, 4, 6, 5), Data(2, 4, 6, 5), Data(2, 4, 6, 3));
        Assert.True(layer.View(0, 2).IsIdentity);
        Assert.Equal(kind, layer.View(1, 2).Kind);
        Assert.Equal(kind, layer.View(2, 2).Kind);
        Assert.Equal(1, layer.View(1, 1).OutputAxis);
    }

    [Fact]
    public void A_window_does_not_slide_over_channels_that_come_last()
    {
        Layer layer = new OneNode("QLinearConv").With("channels_last", 1L).With("strides", 1, 2).On(
            Data(ElementType.UInt8, 2, 9, 8, 4), Stored(), Stored(ElementType.UInt8), Stored(ElementType.UInt8, 6, 4, 3, 2), Stored(), Stored(ElementType.UInt8),
            Stored(), Stored(ElementType.UInt8));
        Assert.Equal("2x7x4x6", layer.OutputShape.ToString());
        Assert.Equal((1, 3L, 1L), (layer.View(0, 1).OutputAxis, layer.View(0, 1).Kernel, layer.View(0, 1).Stride));
        Assert.Equal((2, 2L, 2L), (layer.View(0, 2).OutputAxis, layer.View(0, 2).Kernel, layer.View(0, 2).Stride));
        Assert.Equal(ViewKind.Everything, layer.View(0, 3).Kind);
    }

    [Fact]
    public void A_causal_window_ends_at_its_own_position()
    {
        AxisView view = new OneNode("CausalConvWithState").With("dilation", 2L).On(Data(2, 4, 7), Stored(4, 1, 3)).View(0, 2);
        Assert.Equal((3L, 2L, 1L, 4L), (view.Kernel, view.Dilation, view.Stride, view.Before.Value));
    }

    [Fact]
    public void A_piece_of_a_split_sees_its_own_positions()
    {
        OneNode node = new OneNode("Split", "", 13).With("axis", 2);
        object?[] operands = [Data(1, 2, 7), Values(2, 1, 4)];
        Assert.Equal([0, 2, 3], Enumerable.Range(0, 3).Select(output => node.On(output, operands).View(0, 2).At(0).Start));
        Assert.Equal(6, node.On(2, operands).View(0, 2).At(3).Start);
    }

    [Theory]
    [InlineData(new long[] { 1, 3, 5 }, ViewKind.Window, 1, 2)]
    [InlineData(new long[] { -2, -1 }, ViewKind.Window, 5, 1)]
    [InlineData(new long[] { -3 }, ViewKind.Window, 4, 1)]
    [InlineData(new long[] { 5, 3, 1 }, ViewKind.Merged, 0, 1)]
    [InlineData(new long[] { 0, 1, 5 }, ViewKind.Merged, 0, 1)]
    [InlineData(new long[] { 2, 2 }, ViewKind.Merged, 0, 1)]
    public void Gathering_at_equal_distances_is_a_slice(long[] numbers, ViewKind kind, long first, long stride)
    {
        AxisView view = new OneNode("Gather", "", 13).With("axis", 2).On(Data(1, 2, 7), Values(numbers)).View(0, 2);
        Assert.Equal((kind, 1L, stride, first), (view.Kind, view.Kernel, view.Stride, view.At(0).Start));
    }

    [Theory]
    [InlineData(13, 0, 1, false)]
    [InlineData(13, 0, 3, true)]
    [InlineData(15, 0, 1, false)]
    [InlineData(15, 1, 1, true)]
    public void Statistics_of_the_batch_see_all_positions(long opset, long trains, int outputs, bool isGated)
    {
        var model = new ModelBuilder().Opset(opset).Input("x", 2, 3, 5, 5).Weight("s", 3).Weight("b", 3).Weight("m", 3).Weight("v", 3);
        model.Node("BatchNormalization", ["x", "s", "b", "m", "v"], [.. new[] { "y", "mean", "var" }[..outputs]], opset < 14 ? [] : [("training_mode", trains)]);
        Layer layer = model.Output("y").Import();
        Assert.Equal(isGated, layer.View(0, 3).IsGated);
        Assert.False(layer.View(0, 1).IsGated);
        Assert.Equal(2 * 75 * (isGated ? 7 : 2), layer.Work().Elementwise.Value);
    }
}
