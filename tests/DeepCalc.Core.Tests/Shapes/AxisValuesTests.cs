namespace DeepCalc.Tests.Shapes;

public class AxisValuesTests
{
    [Theory]
    [InlineData("3", new long[] { 3 })]
    [InlineData("3x5", new long[] { 3, 5 })]
    [InlineData("3, 5", new long[] { 3, 5 })]
    [InlineData("3×5X7", new long[] { 3, 5, 7 })]
    [InlineData("-1", new long[] { -1 })]
    public void Reads_what_people_type(string text, long[] values) => Assert.Equal(values, AxisValues.Parse(text).Values);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("3x")]
    [InlineData("3.5")]
    [InlineData("three")]
    [InlineData("99999999999999999999")]
    public void Says_what_would_be_valid(string text)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => AxisValues.Parse(text));
        Assert.Equal(ErrorCode.InvalidSetting, error.Code);
        Assert.Contains("'3x5'", error.Message);
    }

    [Fact]
    public void One_number_is_for_all_axes()
    {
        AxisValues one = 3;
        Assert.Equal(3, one[2]);
        Assert.True(one.Fits(3));
        Assert.False(new AxisValues(3, 5).Fits(3));
    }
}
