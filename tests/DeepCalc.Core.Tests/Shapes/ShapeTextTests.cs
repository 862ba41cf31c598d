namespace DeepCalc.Tests.Shapes;

public class ShapeTextTests
{
    [Theory]
    [InlineData("224x224x3", "224x224x3")]
    [InlineData("224,224,3", "224x224x3")]
    [InlineData("H,W,3", "HxWx3")]
    [InlineData("HxWx3", "HxWx3")]
    [InlineData("224 x 224 x 3", "224x224x3")]
    [InlineData("axis,3", "axisx3")]
    [InlineData("max_length", "max_length")]
    [InlineData("max_length,64", "max_lengthx64")]
    [InlineData("100", "100")]
    public void Reads_what_people_type(string text, string expected) =>
        Assert.Equal(expected, ShapeText.Parse([text], Layout.ChannelsLast).ToString());

    // Each is named by its axis, and two of them are two sizes.
    [Theory]
    [InlineData("None,None,3", Layout.ChannelsLast, "HxWx3", 2)]
    [InlineData("none,NONE,3", Layout.ChannelsLast, "HxWx3", 2)]
    [InlineData("3,None,None", Layout.ChannelsFirst, "3xHxW", 2)]
    [InlineData("?,?,3", Layout.ChannelsLast, "HxWx3", 2)]
    [InlineData("None,64", Layout.ChannelsLast, "Lx64", 1)]
    [InlineData("None", Layout.ChannelsLast, "C", 1)]
    [InlineData("None,None,None,1", Layout.ChannelsLast, "DxHxWx1", 3)]
    [InlineData("None,H,3", Layout.ChannelsLast, "H0xHx3", 1)]
    [InlineData("None,None,None,None,1", Layout.ChannelsLast, "N0xN1xN2xN3x1", 4)]
    public void None_is_an_open_size(string text, Layout layout, string expected, int count)
    {
        TensorShape shape = ShapeText.Parse([text], layout, out IReadOnlyList<string> open);
        Assert.Equal(expected, shape.ToString());
        Assert.Equal(count, open.Distinct().Count());
    }

    [Fact]
    public void Open_sizes_of_two_inputs_are_not_equal_in_silence()
    {
        static Layer Open(string text)
        {
            TensorShape shape = ShapeText.Parse([text], Layout.ChannelsLast, out IReadOnlyList<string> open);
            return new Layer(new Input(shape) { OpenSizes = open }, null);
        }

        Assert.Equal(
            ErrorCode.InvalidSetting,
            Assert.Throws<DeepCalcException>(() => new Layer(new Concatenate(0), null, [Open("None,8"), Open("None,8")])).Code);
        Assert.Equal("(S + T)x8", new Layer(new Concatenate(0), null, [Open("S,8"), Open("T,8")]).OutputShape.ToString());
        Assert.Equal("(L + T)x8", new Layer(new Concatenate(0), null, [Open("None,8"), Open("T,8")]).OutputShape.ToString());
        Layer one = Open("None,8");
        Assert.Equal("2·Lx8", new Layer(new Concatenate(0), null, [one, one]).OutputShape.ToString());
    }

    [Fact]
    public void Reads_a_list_of_sizes() =>
        Assert.Equal("N x 64".Replace(" ", ""), ShapeText.Parse(["N", "64"], Layout.ChannelsLast).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("3..4")]
    [InlineData("1e3")]
    [InlineData("batchx3")]
    [InlineData("ex1,3")]
    [InlineData("3x")]
    [InlineData("99999999999999999999")]
    public void Says_what_a_size_is(string text) =>
        Assert.Equal(ErrorCode.InvalidSetting, Assert.Throws<DeepCalcException>(() => ShapeText.Parse([text], Layout.ChannelsLast)).Code);
}
