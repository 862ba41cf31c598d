using CsCheck;

namespace DeepCalc.Tests.Measures;

public class PaddingSearchTests
{
    [Theory]
    [InlineData(3, "1")]
    [InlineData(5, "2")]
    [InlineData(7, "3")]
    [InlineData(1, "0")]
    [InlineData(4, "1:2")]
    public void The_padding_that_keeps_the_size(long kernel, string padding) =>
        Assert.Equal(padding, PaddingSearch.KeepingSize(kernel).Padding);

    // Kernel 4, stride 2 is DCGAN's discriminator, 2 and 2 a pool's, 7 and 2 a stem's.
    [Theory]
    [InlineData(2, 2, "0", "input sizes that 2 divides")]
    [InlineData(4, 2, "1", "input sizes that 2 divides")]
    [InlineData(3, 2, "1", "every input size")]
    [InlineData(7, 2, "3", "every input size")]
    [InlineData(1, 2, "0", "every input size")]
    [InlineData(4, 1, "1:2", "every input size")]
    public void The_padding_that_divides_the_size_by_the_stride(long kernel, long stride, string padding, string holdsFor)
    {
        PaddingSolution solution = PaddingSearch.KeepingSize(kernel, stride);
        Assert.Equal((padding, holdsFor), (solution.Padding, solution.HoldsFor));
        for (long size = 1; size <= 40; size++)
        {
            long total = solution.PaddingBefore + solution.PaddingAfter;
            if (size % stride == 0)
            {
                Assert.Equal(size / stride, ((size + total - kernel) / stride) + 1);
            }
            else if (holdsFor == "every input size" && size + total >= kernel)
            {
                Assert.Equal((size + stride - 1) / stride, ((size + total - kernel) / stride) + 1);
            }
        }
    }

    [Fact]
    public void An_input_size_asks_the_same_question() =>
        Assert.Equal("32 to 16: 1", Assert.Single(PaddingSearch.Giving(3, 32, null, 2)) is var half ? $"{half.InputSize} to {half.OutputSize}: {half.Padding}" : "");

    [Fact]
    public void It_shows_its_working()
    {
        Assert.Equal("L₂ = ⌊(L₁ − F + 2P)/S⌋ + 1 = ⌊(100 − 3 + 2·1)/2⌋ + 1 = 50", Assert.Single(PaddingSearch.Giving(3, 100, 50)).Working);
        Assert.EndsWith("= ⌈L/2⌉", PaddingSearch.KeepingSize(3, 2).Working, StringComparison.Ordinal);
    }

    [Fact]
    public void The_notes_third_question_has_one_stride_and_one_padding()
    {
        PaddingSolution solution = Assert.Single(PaddingSearch.Giving(3, 100, 50));
        Assert.Equal((2L, "1"), (solution.Stride, solution.Padding));
    }

    [Fact]
    public void Where_none_exists_it_says_what_can_be_reached()
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => PaddingSearch.Giving(3, 100, 80, stride: 2));
        Assert.Equal(ErrorCode.PaddingNotFound, error.Code);
        Assert.Contains("49", error.Message);
        Assert.Contains("51", error.Message);

        error = Assert.Throws<DeepCalcException>(() => PaddingSearch.Giving(3, 100, 200));
        Assert.Contains("98", error.Message);
        Assert.Contains("102", error.Message);
    }

    [Theory]
    [InlineData(0, 10, 10, 1, 1)]
    [InlineData(3, 0, 10, 1, 1)]
    [InlineData(3, 10, 0, 1, 1)]
    [InlineData(3, 10, 10, 0, 1)]
    [InlineData(3, 10, 10, 1, 0)]
    public void Sizes_below_one_are_refused(long kernel, long input, long output, long stride, long dilation) =>
        Assert.Equal(ErrorCode.InvalidSize, Assert.Throws<DeepCalcException>(() => PaddingSearch.Giving(kernel, input, output, stride, dilation)).Code);

    [Fact]
    public void Sizes_over_64_bits_are_refused() =>
        Assert.Equal(ErrorCode.CountOverflow, Assert.Throws<DeepCalcException>(() => PaddingSearch.Giving(long.MaxValue, 10, 10, 2, 2)).Code);

    [Fact]
    public void The_largest_stride_ends_the_search() =>
        Assert.Equal(long.MaxValue, Assert.Single(PaddingSearch.Giving(5, 10, 1, long.MaxValue)).Stride);

    [Fact]
    public void A_large_input_keeps_its_size() => Assert.Equal("1", PaddingSearch.Giving(3, long.MaxValue - 5, long.MaxValue - 5, 1).Single().Padding);

    // Against trying all paddings.
    [Fact]
    public void A_solution_is_found_exactly_where_trying_finds_one() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[1, 5], Gen.Int[1, 3]).Sample(
            (kernel, input, output, stride, dilation) =>
            {
                int extent = ((kernel - 1) * dilation) + 1;
                bool symmetric = false;
                bool any = false;
                for (int total = 0; total <= 2 * (extent - 1); total++)
                {
                    bool gives = input + total >= extent && ((input + total - extent) / stride) + 1 == output;
                    any |= gives;
                    symmetric |= gives && total % 2 == 0;
                }

                if (!any)
                {
                    Assert.Throws<DeepCalcException>(() => PaddingSearch.Giving(kernel, input, output, stride, dilation));
                    return;
                }

                PaddingSolution solution = Assert.Single(PaddingSearch.Giving(kernel, input, output, stride, dilation));
                long padding = solution.PaddingBefore + solution.PaddingAfter;
                Assert.Equal(output, ((input + padding - extent) / stride) + 1);
                Assert.Equal(symmetric, solution.IsSymmetric);
            },
            iter: 20_000);

    [Fact]
    public void Without_a_stride_all_strides_that_have_a_padding_are_found() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 30], Gen.Int[2, 30]).Sample(
            (kernel, input, output) =>
            {
                long[] expected = [.. Enumerable.Range(1, 80).Where(stride => Enumerable.Range(0, (2 * kernel) - 1).Any(
                    total => input + total >= kernel && ((input + total - kernel) / stride) + 1 == output)).Select(stride => (long)stride)];
                if (expected.Length == 0)
                {
                    Assert.Throws<DeepCalcException>(() => PaddingSearch.Giving(kernel, input, output));
                }
                else
                {
                    Assert.Equal(expected, PaddingSearch.Giving(kernel, input, output).Select(solution => solution.Stride));
                }
            },
            iter: 5_000);
}
