namespace DeepCalc.Tests.Layers.Shaping;

/// <summary>What the layers that move elements cannot do, and that they say so.</summary>
public class ShapingRefusalTests
{
    public static TheoryData<LayerDefinition, string, ErrorCode, string[]> Refusals => new()
    {
        { new BorderPadding(Padding.Same), "8x8x3", ErrorCode.InvalidSetting, ["zero_padding2d:", "Same", "numbers"] },
        { new BorderPadding(Padding.Valid), "8x8x3", ErrorCode.InvalidSetting, ["Valid"] },
        { new BorderPadding(Padding.Of((1, -1))), "8x8x3", ErrorCode.InvalidSize, ["at least 0", "1:-1"] },
        { new BorderPadding(Padding.Of(new AxisValues(1, 2, 3))), "8x8x3", ErrorCode.RankMismatch, ["1x2x3", "2 spatial axes"] },
        { new BorderPadding(Padding.Of(new AxisValues(1, 2)), Rank: 3), "8x8x3", ErrorCode.RankMismatch, ["1x2", "3 spatial axes of its own settings"] },
        { new BorderPadding(Padding.Of(1), Rank: 1), "8x8x3", ErrorCode.RankMismatch, ["1 spatial axis", "8x8x3"] },
        { new BorderPadding(Padding.Of(1), Rank: 4), "8x8x3", ErrorCode.RankMismatch, ["1 to 3", "given 4"] },
        { new BorderPadding(Padding.Of(1)), "8", ErrorCode.RankMismatch, ["padding needs", "no spatial axis"] },
        { new BorderPadding(Padding.Of((0, 8)), BorderMode.Reflect), "9x8x3", ErrorCode.PaddingTooLarge, ["reflection_padding2d:", "width", "at most 7"] },
        { new BorderPadding(Padding.Of((9, 0)), BorderMode.Circular), "9x8x3", ErrorCode.PaddingTooLarge, ["circular_padding2d:", "width", "at most 8"] },
        { new Cropping(Padding.Of((4, 4))), "9x8x3", ErrorCode.InvalidSize, ["cropping2d:", "width", "at most 7 in all"] },
        { new Cropping(Padding.Of(-1)), "9x8x3", ErrorCode.InvalidSize, ["cropping must be at least 0"] },
        { new Cropping(Padding.Same), "9x8x3", ErrorCode.InvalidSetting, ["Same"] },
        { new Cropping(Padding.Of(1)), "9", ErrorCode.RankMismatch, ["cropping needs"] },
        { new Upsampling(2, 3), "8x8x3", ErrorCode.InvalidSetting, ["up_sampling2d:", "one of them"] },
        { new Upsampling(AlignCorners: true), "8x8x3", ErrorCode.InvalidSetting, ["Nearest"] },
        { new Upsampling(0), "8x8x3", ErrorCode.InvalidSize, ["more than 0", "given 0"] },
        { new Upsampling(new AxisRatios(2, new Ratio(-1, 2))), "8x8x3", ErrorCode.InvalidSize, ["given 2x-1/2"] },
        { new Upsampling(Size: new AxisValues(4, 0)), "8x8x3", ErrorCode.InvalidSize, ["at least 1", "4x0"] },
        { new Upsampling(new AxisRatios(new Ratio(1, 9))), "8x9x3", ErrorCode.InvalidSize, ["height", "1/8"] },
        { new Upsampling(new AxisRatios(2, 2)), "8x3", ErrorCode.RankMismatch, ["scale 2x2", "1 spatial axis"] },
        { new Upsampling(Size: new AxisValues(2, 2)), "8x3", ErrorCode.RankMismatch, ["size 2x2", "1 spatial axis"] },
        { new Upsampling(Method: Interpolation.Cubic), "8x3", ErrorCode.RankMismatch, ["Cubic", "has 1"] },
        { new Upsampling(new AxisRatios(2, 2, 2), Method: Interpolation.Cubic), "8x8x8x3", ErrorCode.RankMismatch, ["Cubic", "have 3"] },
        { new Upsampling(Rank: 2), "8x3", ErrorCode.RankMismatch, ["2 spatial axes"] },
        { new Upsampling(), "8x8x8x8x3", ErrorCode.RankMismatch, ["4 spatial axes"] },
        { new PixelShuffle(0), "8x8x4", ErrorCode.InvalidSize, ["the factor must be at least 1"] },
        { new PixelShuffle(2), "8x8x6", ErrorCode.ShapeMismatch, ["pixel_shuffle:", "multiple of 4", "channel", "6"] },
        { new PixelShuffle(2, true), "8x9x4", ErrorCode.ShapeMismatch, ["pixel_unshuffle:", "multiple of 2", "width", "9"] },
        { new PixelShuffle(2), "8", ErrorCode.RankMismatch, ["a pixel shuffle needs"] },
        { new PixelShuffle(long.MaxValue), "8x8x4", ErrorCode.CountOverflow, ["pixel_shuffle:"] },
        { new Reshape(new AxisValues(5, 5)), "4x6", ErrorCode.ShapeMismatch, ["reshape:", "4x6", "24", "5x5", "25"] },
        { new Reshape(new AxisValues(-1, 5)), "4x6", ErrorCode.ShapeMismatch, ["not a multiple of 5"] },
        { new Reshape(new AxisValues(-1, 48)), "4x6", ErrorCode.ShapeMismatch, ["not a multiple of 48"] },
        { new Reshape(new AxisValues(-1, -1)), "4x6", ErrorCode.InvalidSetting, ["only one"] },
        { new Reshape(new AxisValues(0, 24)), "4x6", ErrorCode.InvalidSize, ["0x24"] },
        { new Reshape(new AxisValues(-2, 24)), "4x6", ErrorCode.InvalidSize, ["-2x24"] },
        { new Reshape(default(AxisValues)), "4x6", ErrorCode.RankMismatch, ["at least one size"] },
        { new Permute(new AxisValues(1, 0)), "4x5x6", ErrorCode.RankMismatch, ["permute:", "1,0", "4x5x6", "has 3"] },
        { new Permute(new AxisValues(1, 1)), "4x5", ErrorCode.InvalidSetting, ["1,1", "each axis once"] },
        { new Permute(new AxisValues(1, -1)), "4x5", ErrorCode.InvalidSetting, ["1,-1"] },
        { new Permute(new AxisValues(1, 2)), "4x5", ErrorCode.InvalidSetting, ["from 0"] },
        { new Permute(default), "4x5", ErrorCode.InvalidSetting, ["0 axes"] },
        { new Squeeze(0), "4x1", ErrorCode.ShapeMismatch, ["squeeze:", "axis 0", "size 4"] },
        { new Squeeze(2), "4x1", ErrorCode.RankMismatch, ["-2 to 1"] },
        { new Squeeze(0), "1", ErrorCode.RankMismatch, ["one axis must remain"] },
        { new ExpandDims(new AxisValues(0, -4)), "4x1", ErrorCode.InvalidSetting, ["0,-4", "repeat one"] },
        { new BroadcastTo(new TensorShape(3, 2)), "4x1", ErrorCode.ShapeMismatch, ["axis 0 (4 and 3)"] },
        { new BorderPadding(new TensorShape(1), new TensorShape(1), BorderMode.Zero), "4x1", ErrorCode.RankMismatch, ["1 amounts", "2 axes"] },
        { new BorderPadding(new TensorShape(-3, 0), new TensorShape(-2, 0), BorderMode.Zero), "4x1", ErrorCode.InvalidSize, ["-3 before and -2 after", "axis 0"] },
        { new ExpandDims(3), "4x1", ErrorCode.RankMismatch, ["expand_dims:", "-3 to 2"] },
        { new ExpandDims(-4), "4x1", ErrorCode.RankMismatch, ["-3 to 2"] },
        { new Repeat(new AxisValues(2, 0)), "4x1", ErrorCode.InvalidSize, ["repeat:", "2x0"] },
        { new Repeat(default(AxisValues)), "4x1", ErrorCode.InvalidSize, ["nothing"] },
        { new Repeat(2), "4x1", ErrorCode.RankMismatch, ["4x1", "has 2"] },
        { new Repeat(new AxisValues(2, 2), 1), "4x1", ErrorCode.InvalidSetting, ["2x2", "axis 1"] },
        { new Repeat(2, 2), "4x1", ErrorCode.RankMismatch, ["-2 to 1"] },
        { new RepeatVector(0), "4", ErrorCode.InvalidSize, ["repeat_vector:"] },
        { new RepeatVector(2), "4x1", ErrorCode.RankMismatch, ["vector", "4x1"] },
        { new Slice(0, Step: 0), "4x1", ErrorCode.InvalidSize, ["slice:", "the step"] },
        { new Slice(0, Step: -1), "4x1", ErrorCode.InvalidSize, ["at least 1"] },
        { new Slice(2), "4x1", ErrorCode.RankMismatch, ["-2 to 1"] },
        { new Slice(0, 4), "4x1", ErrorCode.InvalidSize, ["empty", "4x1"] },
        { new Slice(0, 2, 2), "4x1", ErrorCode.InvalidSize, ["empty", "2:2"] },
        { new Slice(0, Stop: -4), "4x1", ErrorCode.InvalidSize, ["empty"] },
        { new Slice(0, -1, 1), "4x1", ErrorCode.InvalidSize, ["empty"] },
        { new Slice(0, -2, 0), "Tx1", ErrorCode.InvalidSize, ["empty"] },
        { new Slice(0, -2, -3), "Tx1", ErrorCode.InvalidSize, ["empty", "-2:-3"] },
        { new Slice(0, 2, 1), "Tx1", ErrorCode.InvalidSize, ["empty"] },
        { new Split(0), "8x6", ErrorCode.InvalidSetting, ["split:", "number of equal parts"] },
        { new Split(0, 2, new AxisValues(3, 3)), "8x6", ErrorCode.InvalidSetting, ["3x3", "one of them"] },
        { new Split(0, Sizes: new AxisValues(3, 3), IsChunked: true), "8x6", ErrorCode.InvalidSetting, ["chunks"] },
        { new Split(0, 0), "8x6", ErrorCode.InvalidSize, ["number of parts"] },
        { new Split(0, Sizes: new AxisValues(6, 0)), "8x6", ErrorCode.InvalidSize, ["6x0"] },
        { new Split(2, 2), "8x6", ErrorCode.InvalidSize, ["part 2", "0 to 1"] },
        { new Split(-1, 2), "8x6", ErrorCode.InvalidSize, ["part -1"] },
        { new Split(0, 4), "8x6", ErrorCode.ShapeMismatch, ["multiple of 4", "axis 1", "6", "torch.chunk"] },
        { new Split(0, Sizes: new AxisValues(3, 4)), "8x6", ErrorCode.ShapeMismatch, ["3x4", "7 positions in all", "has 6"] },
        { new Split(3, 4, Axis: 1, IsChunked: true), "8x6", ErrorCode.ShapeMismatch, ["part 3", "3 of ⌈6/4⌉"] },
        { new Split(0, 2, Axis: 2), "8x6", ErrorCode.RankMismatch, ["-2 to 1"] },
        { new Unfold(new WindowSettings { Kernel = 9 }), "8x9x3", ErrorCode.KernelTooLarge, ["unfold:", "height"] },
        { new Unfold(new WindowSettings { Kernel = 0 }), "8x9x3", ErrorCode.InvalidSize, ["kernel"] },
        { new Unfold(new WindowSettings { Kernel = 3 }), "8", ErrorCode.RankMismatch, ["an unfolding needs"] },
        { new Unfold(new WindowSettings { Kernel = 3, Rank = 2 }), "8x3", ErrorCode.RankMismatch, ["2 spatial axes"] },
        { new Upsampling(Method: Interpolation.NearestExact, AlignCorners: true), "8x8x3", ErrorCode.InvalidSetting, ["NearestExact does not"] },
        { new ChannelShuffle(0), "8x8x3", ErrorCode.InvalidSize, ["channel_shuffle:", "groups"] },
        { new ChannelShuffle(2), "8x8x3", ErrorCode.GroupsMismatch, ["3 channels", "2 groups", "divide 3"] },
        { new ChannelShuffle(2), "8", ErrorCode.RankMismatch, ["a channel shuffle needs"] },
        { new Roll(1, 3), "8x8x3", ErrorCode.RankMismatch, ["roll:", "-3 to 2"] },
        { new Roll(new AxisValues(1, 2), 0), "8x8x3", ErrorCode.InvalidSetting, ["as many shifts as axes", "2 (1,2) for 1"] },
        { new Roll(default, default), "8x8x3", ErrorCode.InvalidSetting, ["at least one"] },
        { new LocalResponseNormalization(0), "8x8x3", ErrorCode.InvalidSize, ["local_response_normalization:", "channels"] },
        { new LocalResponseNormalization(5), "8", ErrorCode.RankMismatch, ["27x27x96"] },
        { new Fold(0, new WindowSettings { Kernel = 3 }), "8x9", ErrorCode.InvalidSize, ["fold:", "output size"] },
        { new Fold(8, new WindowSettings { Kernel = 3 }), "8x9", ErrorCode.ShapeMismatch, ["8x8 has 36 window positions", "8x9 has 8"] },
        { new Fold(8, new WindowSettings { Kernel = 3 }), "36x10", ErrorCode.ShapeMismatch, ["3x3 has 9 values", "multiple of 9"] },
        { new Fold(2, new WindowSettings { Kernel = 3 }), "1x9", ErrorCode.KernelTooLarge, ["height"] },
        { new Fold(8, new WindowSettings { Kernel = 3 }), "8x8x3", ErrorCode.RankMismatch, ["two axes", "8x8x3"] },
        { new Fold(new AxisValues(8, 8), new WindowSettings { Kernel = 3, Rank = 3 }), "8x9", ErrorCode.RankMismatch, ["8x8", "3 spatial axes"] },
        { new ClassToken(0), "8x3", ErrorCode.InvalidSize, ["class_token:", "tokens"] },
        { new ClassToken(), "8x8x3", ErrorCode.RankMismatch, ["8x8x3", "196x768"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_does_not_fit_is_refused(LayerDefinition definition, string input, ErrorCode code, string[] says) =>
        Build.Refused(() => ShapingTests.On(definition, input), code, says);

    [Theory]
    [InlineData("")]
    [InlineData("wide")]
    [InlineData("2,")]
    [InlineData("1/0")]
    [InlineData("1/2/3")]
    public void A_scale_that_cannot_be_read(string text)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => AxisRatios.Parse(text));
        Assert.Equal(ErrorCode.InvalidSetting, error.Code);
        Assert.Contains("'3/2'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("1.5", "3/2")]
    [InlineData("6/4", "3/2")]
    [InlineData("2x1.25", "2x5/4")]
    [InlineData("2, 1/3", "2x1/3")]
    public void A_scale_is_exact(string text, string read)
    {
        Assert.Equal(read, AxisRatios.Parse(text).ToString());
        Assert.Equal(AxisRatios.Parse(read), AxisRatios.Parse(text));
    }
}
