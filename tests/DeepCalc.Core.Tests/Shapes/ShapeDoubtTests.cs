namespace DeepCalc.Tests.Shapes;

public class ShapeDoubtTests
{
    // The shape as it is typed, and the one that was meant, in its own layout.
    [Theory]
    [InlineData("3,224,224", Layout.ChannelsLast, "3x224x224", Layout.ChannelsFirst, false)]
    [InlineData("1,28,28", Layout.ChannelsLast, "1x28x28", Layout.ChannelsFirst, false)]
    [InlineData("3,480,640", Layout.ChannelsLast, "3x480x640", Layout.ChannelsFirst, false)]
    [InlineData("3,H,W", Layout.ChannelsLast, "3xHxW", Layout.ChannelsFirst, false)]
    [InlineData("3,None,None", Layout.ChannelsLast, "3xWxC", Layout.ChannelsFirst, false)]
    [InlineData("3,16,112,112", Layout.ChannelsLast, "3x16x112x112", Layout.ChannelsFirst, false)]
    [InlineData("1,16,112,112", Layout.ChannelsLast, "1x16x112x112", Layout.ChannelsFirst, false)]
    [InlineData("224,224,3", Layout.ChannelsFirst, "3x224x224", Layout.ChannelsFirst, false)]
    [InlineData("28,28,1", Layout.ChannelsFirst, "1x28x28", Layout.ChannelsFirst, false)]
    [InlineData("480,640,3", Layout.ChannelsFirst, "3x480x640", Layout.ChannelsFirst, false)]
    [InlineData("H,W,3", Layout.ChannelsFirst, "3xHxW", Layout.ChannelsFirst, false)]
    [InlineData("16,112,112,3", Layout.ChannelsFirst, "3x16x112x112", Layout.ChannelsFirst, false)]
    [InlineData("1,3,224,224", Layout.ChannelsFirst, "3x224x224", Layout.ChannelsFirst, true)]
    [InlineData("32,3,224,224", Layout.ChannelsFirst, "3x224x224", Layout.ChannelsFirst, true)]
    [InlineData("N,1,28,28", Layout.ChannelsFirst, "1x28x28", Layout.ChannelsFirst, true)]
    [InlineData("32,224,224,3", Layout.ChannelsFirst, "3x224x224", Layout.ChannelsFirst, true)]
    [InlineData("1,3,224,224", Layout.ChannelsLast, "3x224x224", Layout.ChannelsFirst, true)]
    [InlineData("64,3,32,32", Layout.ChannelsLast, "3x32x32", Layout.ChannelsFirst, true)]
    [InlineData("1,224,224,3", Layout.ChannelsLast, "224x224x3", Layout.ChannelsLast, true)]
    [InlineData("32,224,224,3", Layout.ChannelsLast, "224x224x3", Layout.ChannelsLast, true)]
    [InlineData("None,224,224,3", Layout.ChannelsLast, "224x224x3", Layout.ChannelsLast, true)]
    [InlineData("None,28,28,1", Layout.ChannelsLast, "28x28x1", Layout.ChannelsLast, true)]
    [InlineData("None,3,224,224", Layout.ChannelsFirst, "3x224x224", Layout.ChannelsFirst, true)]
    [InlineData("N,32,32,3", Layout.ChannelsLast, "32x32x3", Layout.ChannelsLast, true)]
    [InlineData("128,28,28,1", Layout.ChannelsLast, "28x28x1", Layout.ChannelsLast, true)]
    [InlineData("64,32,32,3", Layout.ChannelsLast, "32x32x3", Layout.ChannelsLast, true)]
    [InlineData("1,56,56,64", Layout.ChannelsLast, "56x56x64", Layout.ChannelsLast, true)]
    [InlineData("batch,100,64", Layout.ChannelsLast, "100x64", Layout.ChannelsLast, true)]
    [InlineData("batch_size,784", Layout.ChannelsLast, "784", Layout.ChannelsLast, true)]
    public void Batches_and_channels_on_the_other_side_are_doubted(string text, Layout layout, string meant, Layout meantLayout, bool hasBatch)
    {
        ShapeDoubt? doubt = ShapeDoubt.Of(ShapeText.Parse([text], layout));
        Assert.NotNull(doubt);
        Assert.Equal((meant, meantLayout, hasBatch), (doubt.Meant.ToString(), doubt.Meant.Layout, doubt.HasBatch));

        // Following the advice works: nobody doubts what was meant.
        Assert.Null(ShapeDoubt.Of(doubt.Meant));
        Assert.Null(ShapeDoubt.Of(doubt.MeantIn(Layout.ChannelsLast)));
        Assert.Null(ShapeDoubt.Of(doubt.MeantIn(Layout.ChannelsFirst)));
    }

    [Theory]
    [InlineData("784")]
    [InlineData("100,64")]
    [InlineData("1,512")]
    [InlineData("3,64")]
    [InlineData("T,C")]
    [InlineData("T,64")]
    [InlineData("N,64")]
    [InlineData("None,64")]
    [InlineData("28,28,1")]
    [InlineData("32,32,3")]
    [InlineData("224,224,3")]
    [InlineData("H,W,3")]
    [InlineData("N,N,3")]
    [InlineData("None,None,3")]
    [InlineData("1,1,2048")]
    [InlineData("3,3,512")]
    [InlineData("7,7,2048")]
    [InlineData("3,3,3")]
    [InlineData("1,100,64")]
    [InlineData("3,100,64")]
    [InlineData("3,197,768")]
    [InlineData("12,197,64")]
    [InlineData("64,49,96")]
    [InlineData("16,16,16")]
    [InlineData("1,T,80")]
    [InlineData("16,112,112,3")]
    [InlineData("T,112,112,3")]
    [InlineData("T,224,224,3")]
    [InlineData("64,64,64,1")]
    [InlineData("128,128,128,1")]
    [InlineData("155,240,240,4")]
    [InlineData("32,256,256,1")]
    [InlineData("16,56,56,64")]
    [InlineData("1,4,4,512")]
    [InlineData("1,1,1,2048")]
    [InlineData("D,H,W,1")]
    [InlineData("D,H,W,3")]
    [InlineData("None,None,None,1")]
    [InlineData("8,16,16,16")]
    public void Shapes_of_common_inputs_are_not_with_the_channels_last(string text) =>
        Assert.Null(ShapeDoubt.Of(ShapeText.Parse([text], Layout.ChannelsLast)));

    [Theory]
    [InlineData("784")]
    [InlineData("64,100")]
    [InlineData("1,28,28")]
    [InlineData("3,224,224")]
    [InlineData("3,H,W")]
    [InlineData("512,7,7")]
    [InlineData("512,1,1")]
    [InlineData("2048,1,1")]
    [InlineData("64,100,1")]
    [InlineData("3,16,112,112")]
    [InlineData("1,64,128,128")]
    [InlineData("1,64,64,64")]
    [InlineData("4,155,240,240")]
    [InlineData("64,16,56,56")]
    public void Shapes_of_common_inputs_are_not_with_the_channels_first(string text) =>
        Assert.Null(ShapeDoubt.Of(ShapeText.Parse([text], Layout.ChannelsFirst)));

    [Fact]
    public void The_shapes_of_a_file_are_its_own() =>
        Assert.Null(ShapeDoubt.Of(new FileTensor(ElementType.Float32, 32, 224, 224, 3)));
}
