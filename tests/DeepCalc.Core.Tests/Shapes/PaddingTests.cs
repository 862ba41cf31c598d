namespace DeepCalc.Tests.Shapes;

public class PaddingTests
{
    [Theory]
    [InlineData("same", "Same")]
    [InlineData("VALID", "Valid")]
    [InlineData("1", "1")]
    [InlineData("1,2", "1x2")]
    [InlineData("0:1", "0:1")]
    [InlineData("0:1x2:2", "0:1x2")]
    public void Reads_what_people_type(string text, string expected) => Assert.Equal(expected, Padding.Parse(text).ToString());

    [Theory]
    [InlineData("full")]
    [InlineData("1:2:3")]
    [InlineData("")]
    public void Says_what_would_be_valid(string text)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Padding.Parse(text));
        Assert.Equal(ErrorCode.InvalidSetting, error.Code);
        Assert.Contains("Same, SameLower, Valid, Causal", error.Message);
    }

    [Fact]
    public void One_pair_is_for_all_axes()
    {
        Assert.Equal((0, 1), Padding.Parse("0:1")[2]);
        Assert.True(Padding.None.IsNone);
        Assert.False(Padding.Valid.IsNone);
    }
}
