namespace DeepCalc.Tests.Shapes;

public class TensorShapeTests
{
    [Fact]
    public void The_layout_determines_the_channel_axis()
    {
        var last = new TensorShape(Layout.ChannelsLast, 5, 6, 3);
        var first = new TensorShape(Layout.ChannelsFirst, 3, 5, 6);

        Assert.Equal(3, last.Channels.Value);
        Assert.Equal(3, first.Channels.Value);
        Assert.Equal(6, last[last.SpatialAxis(1)].Value);
        Assert.Equal(6, first[first.SpatialAxis(1)].Value);
        Assert.NotEqual(last, new TensorShape(Layout.ChannelsFirst, 5, 6, 3));
    }

    [Fact]
    public void Elements_are_counted_or_unknown_or_too_many()
    {
        Assert.Equal(90, new TensorShape(5, 6, 3).ElementCount.Value);
        Assert.Equal("5·N", new TensorShape(5, Quantity.Unknown("N")).ElementCount.ToString());
        Assert.Throws<OverflowException>(() => new TensorShape(long.MaxValue, 2).ElementCount);
    }

    [Fact]
    public void A_change_leaves_the_original_alone()
    {
        var shape = new TensorShape(5, 6, 3);
        Assert.Equal("5x7x3", shape.With(1, 7).ToString());
        Assert.Equal("5x6x3x9", shape.Append(9).ToString());
        Assert.Equal("5x6x3", shape.ToString());
    }
}
