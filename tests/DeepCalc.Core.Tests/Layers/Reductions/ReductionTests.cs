namespace DeepCalc.Tests.Layers.Reductions;

/// <summary>Reductions: their shapes, operations and what a unit sees.</summary>
public class ReductionTests
{
    [Theory]
    [InlineData("", false, "scalar")]
    [InlineData("", true, "1x1x1")]
    [InlineData("0", false, "5x6")]
    [InlineData("-1", false, "4x5")]
    [InlineData("0,2", true, "1x5x1")]
    [InlineData("1,-2", false, "4x6")]
    public void The_reduced_axes_go_or_stay_with_size_1(string axes, bool keeps, string output) =>
        Assert.Equal(output, On(new Reduction(ReductionKind.Mean, axes.Length == 0 ? default : AxisValues.Parse(axes), keeps)).OutputShape.ToString());

    // 120 numbers in 20 groups of 6: a sum of 6 numbers is 5 additions, a mean 6 operations, a length 6 squares, 5 additions and a root.
    [Theory]
    [InlineData(ReductionKind.Sum, 100)]
    [InlineData(ReductionKind.Mean, 120)]
    [InlineData(ReductionKind.Maximum, 100)]
    [InlineData(ReductionKind.ArgMinimum, 100)]
    [InlineData(ReductionKind.L1, 220)]
    [InlineData(ReductionKind.L2, 240)]
    [InlineData(ReductionKind.LogSum, 120)]
    [InlineData(ReductionKind.LogSumExp, 240)]
    public void Its_work_is_that_of_its_number(ReductionKind kind, long operations)
    {
        Work work = On(new Reduction(kind, -1)).Work();
        Assert.Equal((0, operations), (work.Macs.Value, work.Flops.Value));
    }

    [Fact]
    public void A_unit_sees_all_of_a_reduced_axis_and_its_own_position_on_the_others()
    {
        Layer layer = On(new Reduction(ReductionKind.Sum, 1));
        Assert.Equal([(true, 0), (false, -1), (true, 1)], Enumerable.Range(0, 3).Select(axis => (layer.View(0, axis).IsIdentity, layer.View(0, axis).OutputAxis)));
        Assert.Equal(2, On(new Reduction(ReductionKind.Sum, 1, KeepDimensions: true)).View(0, 2).OutputAxis);
    }

    [Theory]
    [InlineData(false, ViewKind.Prefix)]
    [InlineData(true, ViewKind.Everything)]
    public void A_running_sum_keeps_the_shape_and_takes_one_addition_an_element(bool isReverse, ViewKind view)
    {
        Layer layer = On(new CumulativeReduction(ReductionKind.Sum, 1, isReverse));
        Assert.Equal(("4x5x6", 120), (layer.OutputShape.ToString(), layer.Work().Flops.Value));
        Assert.Equal((ViewKind.Window, view), (layer.View(0, 0).Kind, layer.View(0, 1).Kind));
    }

    [Fact]
    public void An_axis_that_does_not_exist_is_refused() =>
        Build.Refused(() => On(new Reduction(ReductionKind.Sum, 3)), ErrorCode.RankMismatch, "axis 3", "4x5x6");

    private static Layer On(LayerDefinition definition) => new(definition, null, Build.Input(4, 5, 6));
}
