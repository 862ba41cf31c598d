namespace DeepCalc.Tests.Formulas;

public class BroadcastingTests
{
    private static TensorShape Shape(string text) => new(Layout.ChannelsLast, ShapeText.Parse([text], Layout.ChannelsLast).Span);

    [Theory]
    [InlineData("4x1x3", "5x1", "4x5x3")]
    [InlineData("3", "4x5x3", "4x5x3")]
    [InlineData("Nx3", "1x3", "Nx3")]
    [InlineData("Nx3", "4x3", "4x3")]
    [InlineData("Nx3", "Mx3", "Nx3")]
    [InlineData("3", "Mx3", "Mx3")]
    public void Axes_are_matched_from_the_last(string a, string b, string both) =>
        Assert.Equal(both, Broadcasting.Shape([Shape(a), Shape(b)]).ToString());

    [Fact]
    public void Sizes_that_are_taken_to_be_equal_are_noted()
    {
        var working = Working.OfAssumptions();
        Broadcasting.Shape([Shape("Nx3"), Shape("Mx3"), Shape("1x3"), Shape("4x3")], working);
        Assert.Equal(["N = M", "N = 4"], working.Equalities.Select(pair => $"{pair.First} = {pair.Second}"));
    }

    [Fact]
    public void Other_sizes_are_refused()
    {
        DeepCalcException e = Assert.Throws<DeepCalcException>(() => Broadcasting.Shape([Shape("4x3"), Shape("5x3")]));
        Assert.Equal(ErrorCode.ShapeMismatch, e.Code);
        Assert.Contains("differ on axis 0 (4 and 5)", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, -1, ViewKind.Window, 0, 0)]
    [InlineData(1, 0, ViewKind.Window, 1, 1)]
    public void A_stretched_axis_is_one_position_for_all_units(int axis, int missing, ViewKind kind, int outputAxis, long stride)
    {
        AxisView view = Broadcasting.View(Shape("1x3"), axis, Shape("7x3"));
        Assert.Equal((kind, outputAxis, stride), (view.Kind, view.OutputAxis, view.Stride));
        Assert.Equal(missing < 0 ? ViewKind.Everything : kind, Broadcasting.View(3, missing, Shape("7x3")).Kind);
    }
}
