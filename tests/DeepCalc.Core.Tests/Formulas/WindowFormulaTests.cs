using CsCheck;

namespace DeepCalc.Tests.Formulas;

public class WindowFormulaTests
{
    private static readonly Gen<(int Input, int Kernel, int Stride, int Dilation, int Before, int After)> Windows =
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 9], Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[0, 5], Gen.Int[0, 5]);

    [Theory]
    [InlineData(32, 5, 1, 0, 28)] // CS231n: 32x32 with 5x5
    [InlineData(227, 11, 4, 0, 55)] // CS231n: AlexNet's first layer
    [InlineData(100, 3, 2, 1, 50)] // the notes
    [InlineData(224, 7, 2, 3, 112)] // ResNet's first layer
    public void Known_sizes(long input, long kernel, long stride, long padding, long output) =>
        Assert.Equal(output, WindowFormula.FloorOutput(input, kernel, 2 * padding, stride).Value);

    // TensorFlow's notes on padding: width 13, filter 6, stride 5.
    [Fact]
    public void TensorFlows_own_example_of_same_and_valid()
    {
        Quantity same = WindowFormula.SameOutput(13, 5);
        Assert.Equal(3, same.Value);
        Assert.Equal(3, WindowFormula.SamePadding(13, same, 6, 5).Value);
        Assert.Equal(2, WindowFormula.ValidOutput(13, 6, 5).Value);
    }

    [Fact]
    public void The_output_counts_the_windows_that_fit() => Windows.Sample(
        (input, kernel, stride, dilation, before, after) =>
        {
            Quantity extent = WindowFormula.EffectiveKernel(kernel, dilation);
            int windows = 0;
            while ((windows * stride) + LastTap(kernel, dilation) < before + input + after)
            {
                windows++;
            }

            long formula = WindowFormula.FloorOutput(input, extent, before + after, stride).Value;
            Assert.Equal(windows, Math.Max(formula, 0));
            if (before + after == 0)
            {
                Assert.Equal(windows, Math.Max(WindowFormula.ValidOutput(input, extent, stride).Value, 0));
            }
        },
        iter: 20_000);

    [Fact]
    public void Same_pads_just_as_much_as_its_output_needs() => Windows.Sample(
        (input, kernel, stride, dilation, _, _) =>
        {
            Quantity extent = WindowFormula.EffectiveKernel(kernel, dilation);
            Quantity output = WindowFormula.SameOutput(input, stride);
            long padding = WindowFormula.SamePadding(input, output, extent, stride).Value;

            Assert.Equal(output, WindowFormula.FloorOutput(input, extent, padding, stride));
            Assert.True(padding == 0 || WindowFormula.FloorOutput(input, extent, padding - 1, stride) != output);
        },
        iter: 20_000);

    // A window of a ceiling-mode pool counts if it starts before the padding after begins, and no earlier window covers
    // the padded end already.
    [Fact]
    public void Ceiling_counts_the_windows_that_start_inside() => Windows.Sample(
        (input, kernel, stride, dilation, before, after) =>
        {
            if (before > kernel / 2 || after > kernel / 2)
            {
                return;
            }

            int windows = 0;
            bool covered = false;
            while (windows * stride < before + input && !covered)
            {
                covered = (windows * stride) + LastTap(kernel, dilation) + 1 >= before + input + after;
                windows++;
            }

            var window = new WindowAxis(kernel, stride, dilation, PaddingMode.Explicit, before, after, Rounding.Ceiling);
            if (LastTap(kernel, dilation) + 1 - (before + input + after) >= stride)
            {
                // PyTorch: the output size would be 0.
                Assert.Throws<DeepCalcException>(() => SlidingWindow.Output(window, input, AxisNotation.For(0, 1), "", null));
                return;
            }

            Quantity output = SlidingWindow.Output(window, input, AxisNotation.For(0, 1), "", null);
            Assert.Equal(windows, output.Value);
        },
        iter: 20_000);

    private static int LastTap(int kernel, int dilation) => (kernel - 1) * dilation;
}
