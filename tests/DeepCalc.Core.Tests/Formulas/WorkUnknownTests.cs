namespace DeepCalc.Tests.Formulas;

/// <summary>Unknown work is one number, which stands in every count and is one operation among the floating-point ones.</summary>
public class WorkUnknownTests
{
    private static readonly Work Known = new(10, 10, 9, 5);
    private static readonly Work Unknown = Work.Unknown("a node");

    [Fact]
    public void Its_floating_point_operations_are_the_unknown_number_once() => Assert.Equal((true, Unknown.Macs), (Unknown.IsUnknown, Unknown.Flops));

    [Fact]
    public void A_sum_with_known_work_is_unknown_and_has_the_unknown_number_once()
    {
        Work sum = Known + Unknown + (Unknown * 2);
        Assert.True(sum.IsUnknown);
        Assert.Equal(24 + (3 * Unknown.Macs), sum.Flops);
        Assert.Equal(9 + (3 * Unknown.Macs), sum.Additions);
    }

    [Fact]
    public void Steps_and_repetitions_keep_it()
    {
        var steps = new WorkSteps(null);
        steps.Add(Known);
        steps.Add(WorkFormula.Repeated(WorkFormula.Both(Known, Unknown, null), 4, null));
        Assert.Equal((5 * 24) + (4 * Unknown.Macs), steps.Total().Flops);
    }

    [Fact]
    public void Counts_that_are_not_certain_are_one_unknown_number_and_the_others_stay()
    {
        Work none = Known.OrUnknown(_ => false, "a node");
        Assert.Equal(Unknown, none);
        Assert.Equal(Unknown.Macs, none.Flops);

        Work sum = Known + Unknown;
        Assert.Equal(sum, sum.OrUnknown(_ => true, "another"));

        Work some = Known.OrUnknown(count => count(Known) != 5, "a node");
        Assert.Equal((10, 10, 9, Unknown.Macs), (some.Macs, some.Multiplications, some.Additions, some.Elementwise));
        Assert.Equal(19 + Unknown.Macs, some.Flops);
    }

    [Fact]
    public void Known_work_of_an_unknown_number_of_samples_is_not_unknown()
    {
        Work samples = Known * Quantity.Unknown("N");
        Assert.False(samples.IsUnknown);
        Assert.Equal(24 * Quantity.Unknown("N"), samples.Flops);
    }
}
