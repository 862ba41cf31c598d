using System.Globalization;

namespace DeepCalc.Tests.Layers;

/// <summary>Every error names the layer, what is wrong with which sizes, and what would be valid.</summary>
public class RefusalTests
{
    private static readonly Layer Image = Build.Input(28, 28, 6);

    [Fact]
    public void A_kernel_larger_than_its_padded_input() =>
        Build.Refused(() => Build.Conv(Image, 8, new AxisValues(3, 40), padding: Padding.Of(new AxisValues(0, 1))), ErrorCode.KernelTooLarge, "conv2d:", "width", "40", "30", "28");

    [Fact]
    public void A_dilated_kernel_larger_than_its_input() =>
        Build.Refused(
            () => new Layer(new Convolution(8, new WindowSettings { Kernel = 5, Dilation = 10 }), "wide", Image),
            ErrorCode.KernelTooLarge,
            "wide:",
            "41",
            "dilation 10");

    [Theory]
    [InlineData(0, 3, 1, 1)]
    [InlineData(8, 0, 1, 1)]
    [InlineData(8, 3, 0, 1)]
    [InlineData(8, 3, 1, -1)]
    public void Sizes_below_one(long filters, long kernel, long stride, long dilation) =>
        Build.Refused(
            () => new Layer(new Convolution(filters, new WindowSettings { Kernel = kernel, Stride = stride, Dilation = dilation }), null, Image),
            ErrorCode.InvalidSize,
            "conv2d:",
            "at least 1");

    [Fact]
    public void Negative_operations()
    {
        Build.Refused(() => new Layer(new Pointwise("Clip", -1), null, Image), ErrorCode.InvalidSize, "operations per element", "-1");
        Build.Refused(() => new Layer(new PointwiseMerge("Where", -1), null, Image, Image), ErrorCode.InvalidSize, "operations per element", "-1");
    }

    [Fact]
    public void Negative_padding() =>
        Build.Refused(() => Build.Conv(Image, 8, 3, padding: Padding.Of(-1)), ErrorCode.InvalidSize, "padding", "-1");

    [Theory]
    [InlineData(8, 4)]
    [InlineData(7, 3)]
    public void Groups_that_do_not_divide(long filters, long groups) =>
        Build.Refused(
            () => new Layer(new Convolution(filters, new WindowSettings { Kernel = 3 }, groups), null, Image),
            ErrorCode.GroupsMismatch,
            "conv2d:",
            $"{groups} groups");

    [Fact]
    public void A_convolution_after_flatten() =>
        Build.Refused(() => Build.Conv(new Layer(new Flatten(), null, Image), 8, 3), ErrorCode.RankMismatch, "conv:", "4704", "no spatial axis");

    [Fact]
    public void A_kernel_for_another_number_of_axes() =>
        Build.Refused(() => Build.Conv(Image, 8, new AxisValues(3, 3, 3)), ErrorCode.RankMismatch, "conv2d:", "kernel 3x3x3", "2 spatial axes");

    [Fact]
    public void Settings_for_different_numbers_of_axes() =>
        Build.Refused(
            () => new Layer(new Convolution(8, new WindowSettings { Kernel = new AxisValues(3, 3), Stride = new AxisValues(1, 1, 1) }), null, Image),
            ErrorCode.RankMismatch,
            "kernel 3x3");

    [Fact]
    public void A_ceiling_for_padding_that_rounds_by_itself() =>
        Build.Refused(
            () => new Layer(new Pooling(PoolKind.Max, new WindowSettings { Kernel = 2, Padding = Padding.Same, Rounding = Rounding.Ceiling }), null, Image),
            ErrorCode.InvalidSetting,
            "Same");

    [Fact]
    public void Pooling_padding_over_half_the_kernel() =>
        Build.Refused(
            () => new Layer(new Pooling(PoolKind.Max, new WindowSettings { Kernel = 3, Padding = Padding.Of(2) }), null, Image),
            ErrorCode.PaddingTooLarge,
            "at most 1");

    [Fact]
    public void Shapes_that_do_not_add() =>
        Build.Refused(() => new Layer(new Merge(), null, Image, Build.Conv(Image, 8, 3)), ErrorCode.ShapeMismatch, "add:", "28x28x6", "26x26x8", "axis 0");

    [Fact]
    public void Shapes_that_do_not_concatenate() =>
        Build.Refused(() => new Layer(new Concatenate(), null, Image, Build.Conv(Image, 8, 3)), ErrorCode.ShapeMismatch, "concatenate:", "28x28x6", "26x26x8", "axis 0");

    [Fact]
    public void Layouts_that_differ()
    {
        Layer first = new(new Input(new TensorShape(Layout.ChannelsFirst, 28, 28, 6)), null);
        Build.Refused(() => new Layer(new Merge(), null, Image, first), ErrorCode.ShapeMismatch, "ChannelsFirst", "same layout");
        Build.Refused(() => new Layer(new Concatenate(), null, Image, first), ErrorCode.ShapeMismatch, "ChannelsFirst", "same layout");
    }

    [Fact]
    public void Known_sizes_that_differ_behind_an_unknown_one()
    {
        Layer[] branches = [Build.Input(Quantity.Unknown("N"), 3), Build.Input(7, 3), Build.Input(9, 3)];
        Build.Refused(() => new Layer(new Concatenate(), null, branches), ErrorCode.ShapeMismatch, "7x", "9x3");
        Build.Refused(() => new Layer(new Merge(), null, branches), ErrorCode.ShapeMismatch, "7x3", "9x3");
        Assert.Equal("7x6", new Layer(new Concatenate(), null, branches.AsSpan(..2)).OutputShape.ToString());
        Assert.Equal("7x3", new Layer(new Merge(), null, branches[1], branches[0]).OutputShape.ToString());
    }

    [Fact]
    public void Numbers_in_errors_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = culture;
            Build.Refused(() => Build.Dense(Image, -5), ErrorCode.InvalidSize, "given -5");
            Build.Refused(() => Build.Conv(Image, 8, 3, padding: Padding.Of(-1)), ErrorCode.InvalidSize, "given -1");
            Build.Refused(() => Build.Conv(Image, 8, -3), ErrorCode.InvalidSize, "given -3");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_axis_that_is_not_there() =>
        Build.Refused(() => new Layer(new Concatenate(3), null, Image, Image), ErrorCode.RankMismatch, "axis 3", "-3 to 2");

    [Fact]
    public void A_merge_of_one() => Build.Refused(() => new Layer(new Merge(), null, Image), ErrorCode.TooFewInputs, "add:", "at least 2");

    [Fact]
    public void Two_inputs_to_a_layer_that_takes_one() =>
        Build.Refused(() => new Layer(new Dense(3), null, Image, Image), ErrorCode.InvalidSetting, "one input");

    [Fact]
    public void An_lstm_on_an_image() => Build.Refused(() => new Layer(new Recurrent(8), null, Image), ErrorCode.RankMismatch, "lstm:", "28x28x6", "steps and features");

    [Theory]
    [InlineData(8L, 1)]
    [InlineData(0L, 1)]
    [InlineData(null, 3)]
    [InlineData(null, -1)]
    public void An_lstm_with_impossible_settings(long? projection, int biases) =>
        Build.Refused(() => new Layer(new Recurrent(8) { Projection = projection, BiasVectors = biases }, null, Build.Input(5, 3)), ErrorCode.InvalidSize, "lstm:");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_dropout_rate_outside_of_0_to_1(double rate) =>
        Build.Refused(() => new Layer(new Dropout(rate), null, Image), ErrorCode.InvalidSize, "dropout:", "from 0 to 1");

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void An_input_size_below_one(long size) => Build.Refused(() => Build.Input(28, size, 3), ErrorCode.InvalidSize, "at least 1");

    [Fact]
    public void An_input_of_no_axes() => Build.Refused(() => Build.Input(), ErrorCode.RankMismatch, "at least one size", "the shape 1");

    [Theory]
    [InlineData(BorderMode.Reflect, 9, "at most 8")]
    [InlineData(BorderMode.Circular, 10, "at most 9")]
    public void A_convolution_whose_padding_repeats_more_than_there_is(BorderMode border, int padding, string says)
    {
        var numbers = new WindowSettings { Kernel = 3, Padding = Padding.Of(padding), Border = border };
        var same = new WindowSettings { Kernel = (2 * padding) + 1, Padding = Padding.Same, Border = border };
        var fits = new WindowSettings { Kernel = (2 * padding) - 1, Padding = Padding.Same, Border = border };
        Layer input = Build.Input(9, 3);
        Build.Refused(() => new Layer(new Convolution(4, numbers), null, input), ErrorCode.PaddingTooLarge, "conv1d:", "length", says);
        Build.Refused(() => new Layer(new DepthwiseConvolution(1, same), null, input), ErrorCode.PaddingTooLarge, says);
        Build.Refused(() => new Layer(new SeparableConvolution(4, same), null, input), ErrorCode.PaddingTooLarge, says);
        Assert.Equal("9x4", new Layer(new Convolution(4, fits), null, input).OutputShape.ToString());
        Build.Refused(() => new Layer(new TransposedConvolution(4, numbers), null, input), ErrorCode.InvalidSetting, "zeros", "padding layer");
        Build.Refused(() => new Layer(new Pooling(PoolKind.Max, numbers), null, input), ErrorCode.InvalidSetting, "zeros");
    }

    // What PyTorch's AvgPool3d refuses and its other pools take.
    [Theory]
    [InlineData(PoolKind.Average)]
    [InlineData(PoolKind.L2)]
    public void An_average_over_three_axes_of_less_than_its_kernel(PoolKind kind)
    {
        var window = new WindowSettings { Kernel = 3, Stride = 1, Padding = Padding.Of(1) };
        Layer small = Build.Input(5, 2, 5, 4);
        Build.Refused(() => new Layer(new Pooling(kind, window), null, small), ErrorCode.KernelTooLarge, "pooling3d:", "height", "only 2", "at most 2", "Same");
        Assert.Equal("5x2x5x4", new Layer(new Pooling(PoolKind.Max, window), null, small).OutputShape.ToString());
        Assert.Equal("5x2x4", new Layer(new Pooling(kind, window), null, Build.Input(5, 2, 4)).OutputShape.ToString());
        Assert.Equal("5x2x5x4", new Layer(new Pooling(kind, window) { AllowsAnyPadding = true }, null, small).OutputShape.ToString());
        Assert.Equal("5x2x5x4", new Layer(new Pooling(kind, new WindowSettings { Kernel = 3, Padding = Padding.Same }), null, small).OutputShape.ToString());
        Assert.Equal("Nx3x5x4", new Layer(new Pooling(kind, window), null, Build.Input(Quantity.Unknown("N"), 3, 5, 4)).OutputShape.ToString());
    }

    [Fact]
    public void A_norm_that_is_missing_or_of_no_kind()
    {
        var window = new WindowSettings { Kernel = 2 };
        Layer input = Build.Input(8, 8, 3);
        Build.Refused(() => new Layer(new Pooling(PoolKind.Lp, window), null, input), ErrorCode.InvalidSetting, "needs a norm");
        Build.Refused(() => new Layer(new Pooling(PoolKind.Max, window) { Norm = 3 }, null, input), ErrorCode.InvalidSetting, "Max pooling has none");
        Build.Refused(() => new Layer(new GlobalPooling(PoolKind.Lp) { Norm = 0 }, null, input), ErrorCode.InvalidSize, "more than 0");
        Build.Refused(() => new Layer(new AdaptivePooling(PoolKind.Lp, 2), null, input), ErrorCode.InvalidSetting, "Max or Average");
    }

    [Fact]
    public void The_name_in_an_error_is_the_one_that_the_layer_would_have_had()
    {
        Layer second = Build.Conv(Build.Conv(Image, 8, 3), 8, 3);
        DeepCalcException error = Build.Refused(() => Build.Conv(second, 8, 99), ErrorCode.KernelTooLarge);
        Assert.Equal("conv2d_2", error.Layer);
    }

    [Fact]
    public void An_output_that_64_bits_do_not_hold() =>
        Build.Refused(() => new Layer(new Flatten(), null, Build.Input(long.MaxValue, 3)), ErrorCode.CountOverflow, "flatten:");

    [Fact]
    public void An_effective_kernel_that_64_bits_do_not_hold() =>
        Build.Refused(
            () => new Layer(new Convolution(1, new WindowSettings { Kernel = long.MaxValue, Dilation = 3 }), null, Image), ErrorCode.CountOverflow, "conv2d:");
}
