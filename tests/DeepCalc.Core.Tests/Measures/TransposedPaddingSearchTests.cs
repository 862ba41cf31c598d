using CsCheck;

namespace DeepCalc.Tests.Measures;

public class TransposedPaddingSearchTests
{
    // The transposed convolutions of DCGAN (4, 2), U-Net (2, 2), and PyTorch's 3, 2 with an output padding.
    [Theory]
    [InlineData(4, 2, 1, "1", 0)]
    [InlineData(2, 2, 1, "0", 0)]
    [InlineData(3, 2, 1, "1", 1)]
    [InlineData(2, 3, 1, "0", 1)]
    [InlineData(3, 1, 1, "1", 0)]
    [InlineData(4, 1, 1, "1:2", 0)]
    [InlineData(3, 1, 2, "2", 0)]
    public void The_padding_that_multiplies_every_size_by_the_stride(long kernel, long stride, long dilation, string padding, long extra)
    {
        PaddingSolution solution = TransposedPaddingSearch.KeepingSize(kernel, stride, dilation);
        Assert.Equal((padding, (long?)extra, "every input size"), (solution.Padding, solution.OutputPadding, solution.HoldsFor));
        foreach (long size in new long[] { 1, 2, 7, 14 }.Where(size => size * stride > 0))
        {
            Assert.Equal(size * stride, Output(solution, size));
        }
    }

    [Fact]
    public void It_shows_its_working() => Assert.Equal(
        "L₂ = (L₁ − 1)·S − 2P + F + Po = (14 − 1)·2 − 2·1 + 3 + 1 = 28",
        Assert.Single(TransposedPaddingSearch.Giving(3, 14, null, 2)).Working);

    [Fact]
    public void Where_none_exists_it_says_so()
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => TransposedPaddingSearch.Giving(4, 14, 280, 2));
        Assert.Equal(ErrorCode.PaddingNotFound, error.Code);
        Assert.Contains("30", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.InvalidSize, Assert.Throws<DeepCalcException>(() => TransposedPaddingSearch.Giving(4, 0, 28)).Code);
        Assert.Equal(ErrorCode.CountOverflow, Assert.Throws<DeepCalcException>(() => TransposedPaddingSearch.Giving(4, long.MaxValue, null, 2)).Code);
    }

    // Against trying all symmetric paddings with all output paddings, and without one all others.
    [Fact]
    public void A_solution_is_found_exactly_where_trying_finds_one() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 12], Gen.Int[1, 60], Gen.Int[1, 5], Gen.Int[1, 3]).Sample(
            (kernel, input, output, stride, dilation) =>
            {
                int extent = ((kernel - 1) * dilation) + 1;
                int spread = ((input - 1) * stride) + extent;
                bool any = Enumerable.Range(0, extent).Any(padding => Enumerable.Range(0, Math.Max(stride, dilation)).Any(extra => spread - (2 * padding) + extra == output))
                    || Enumerable.Range(0, (2 * extent) - 1).Any(total => spread - total == output);
                if (!any)
                {
                    Assert.Throws<DeepCalcException>(() => TransposedPaddingSearch.Giving(kernel, input, output, stride, dilation));
                    return;
                }

                PaddingSolution solution = Assert.Single(TransposedPaddingSearch.Giving(kernel, input, output, stride, dilation));
                Assert.Equal(output, Output(solution, input));
                Assert.True(solution.IsSymmetric || Math.Max(stride, dilation) == 1);
            },
            iter: 20_000);

    [Fact]
    public void Without_a_stride_all_strides_are_found() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[2, 12], Gen.Int[1, 60], Gen.Int[1, 3]).Sample(
            (kernel, input, output, dilation) =>
            {
                long[] expected = [.. Enumerable.Range(1, 80).Select(stride => (long)stride).Where(stride => Finds(kernel, input, output, stride, dilation))];
                Assert.Equal(expected, expected.Length == 0 ? [] : TransposedPaddingSearch.Giving(kernel, input, output, null, dilation).Select(solution => solution.Stride));
            },
            iter: 2_000);

    private static bool Finds(long kernel, long input, long output, long stride, long dilation)
    {
        try
        {
            return TransposedPaddingSearch.Giving(kernel, input, output, stride, dilation).Any();
        }
        catch (DeepCalcException)
        {
            return false;
        }
    }

    // As the layer computes it.
    private static long Output(PaddingSolution solution, long size)
    {
        var window = new WindowSettings
        {
            Kernel = solution.Kernel,
            Stride = solution.Stride,
            Dilation = solution.Dilation,
            Padding = Padding.Parse(solution.Padding),
        };
        return new Layer(new TransposedConvolution(1, window, solution.OutputPadding is { } extra ? new AxisValues(extra) : null), null, Build.Input(size, 1)).OutputShape[0].Value;
    }
}
