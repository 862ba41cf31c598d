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

    [Fact]
    public void Reads_a_list_of_sizes() =>
        Assert.Equal("N x 64".Replace(" ", ""), ShapeText.Parse(["N", "64"], Layout.ChannelsLast).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("3..4")]
    [InlineData("None,64")]
    [InlineData("1e3")]
    [InlineData("batchx3")]
    [InlineData("ex1,3")]
    [InlineData("3x")]
    [InlineData("99999999999999999999")]
    public void Says_what_a_size_is(string text) =>
        Assert.Equal(ErrorCode.InvalidSetting, Assert.Throws<DeepCalcException>(() => ShapeText.Parse([text], Layout.ChannelsLast)).Code);
}
