namespace DeepCalc.Tests.Layers.Shaping;

/// <summary>What shapes come out of the layers that move elements, in both layouts, and of sizes that are not known.</summary>
public class ShapingTests
{
    public static TheoryData<LayerDefinition, string, string, string> Shapes => new()
    {
        { new BorderPadding(Padding.Of(1)), "28x20x3", "30x22x3", "ZeroPadding2D" },
        { new BorderPadding(Padding.Of((1, 2), (0, 3))), "28x20x3", "31x23x3", "ZeroPadding2D" },
        { new BorderPadding(Padding.Of(2)), "10x3", "14x3", "ZeroPadding1D" },
        { new BorderPadding(Padding.Of(new AxisValues(1, 2, 3))), "4x4x4x2", "6x8x10x2", "ZeroPadding3D" },
        { new BorderPadding(Padding.Of(3), BorderMode.Reflect), "4x4x1", "10x10x1", "ReflectionPadding2D" },
        { new BorderPadding(Padding.Of(30), BorderMode.Replicate), "4x4x1", "64x64x1", "ReplicationPadding2D" },
        { new BorderPadding(Padding.Of(4), BorderMode.Circular), "4x4x1", "12x12x1", "CircularPadding2D" },
        { new BorderPadding(Padding.Of(9), BorderMode.Reflect), "HxWx3", "(H + 18)x(W + 18)x3", "ReflectionPadding2D" },
        { new Cropping(Padding.Of(2)), "28x20x3", "24x16x3", "Cropping2D" },
        { new Cropping(Padding.Of((1, 2), (0, 3))), "28x20x3", "25x17x3", "Cropping2D" },
        { new Cropping(Padding.Of((4, 5))), "10x3", "1x3", "Cropping1D" },
        { new Cropping(Padding.Of(1)), "4x5x6x2", "2x3x4x2", "Cropping3D" },
        { new Cropping(Padding.Of(4)), "HxWx3", "(H − 8)x(W − 8)x3", "Cropping2D" },
        { new Upsampling(), "7x5x3", "14x10x3", "UpSampling2D" },
        { new Upsampling(3), "7x3", "21x3", "UpSampling1D" },
        { new Upsampling(new AxisRatios(new Ratio(3, 2), new Ratio(1, 3))), "7x8x3", "10x2x3", "UpSampling2D" },
        { new Upsampling(new AxisRatios(new Ratio(3, 2))), "5x6x7x2", "7x9x10x2", "UpSampling3D" },
        { new Upsampling(Size: new AxisValues(4, 9)), "7x8x3", "4x9x3", "UpSampling2D" },
        { new Upsampling(Size: 5, Method: Interpolation.Cubic, AlignCorners: true), "HxWx3", "5x5x3", "UpSampling2D" },
        { new Upsampling(new AxisRatios(new Ratio(3, 2))), "HxWx3", "⌊3·H/2⌋x⌊3·W/2⌋x3", "UpSampling2D" },
        { new Upsampling(Size: 5, Method: Interpolation.NearestExact), "HxWx3", "5x5x3", "UpSampling2D" },
        { new ChannelShuffle(3), "8x6x12", "8x6x12", "ChannelShuffle" },
        { new ChannelShuffle(3), "HxWxC", "HxWxC", "ChannelShuffle" },
        { new Roll(new AxisValues(-3, -3), new AxisValues(0, 1)), "56x56x96", "56x56x96", "Roll" },
        { new LocalResponseNormalization(5), "55x55x96", "55x55x96", "LocalResponseNormalization" },

        // PyTorch's manual: Fold((4, 5), (2, 2)) takes 3·2·2 values at 12 positions to 3x4x5.
        { new Fold(new AxisValues(4, 5), Window(2)), "12x12", "4x5x3", "Fold" },
        { new Fold(224, Window(16, 16)), "196x768", "224x224x3", "Fold" },
        { new Fold(10, new WindowSettings { Kernel = 3, Rank = 1 }), "8xC", "10x⌊C/3⌋", "Fold" },
        { new Fold(10, new WindowSettings { Kernel = 3, Rank = 1 }), "Lx6", "10x2", "Fold" },
        { new Fold(4, new WindowSettings { Kernel = 2, Stride = 2, Rank = 3 }), "8x8", "4x4x4x1", "Fold" },
        { new PixelShuffle(2), "8x6x12", "16x12x3", "PixelShuffle" },
        { new PixelShuffle(3), "8x6", "24x2", "PixelShuffle" },
        { new PixelShuffle(2), "2x3x4x16", "4x6x8x2", "PixelShuffle" },
        { new PixelShuffle(2), "HxWxC", "2·Hx2·Wx⌊C/4⌋", "PixelShuffle" },
        { new PixelShuffle(2, true), "8x6x3", "4x3x12", "PixelUnshuffle" },
        { new PixelShuffle(2, true), "HxWx3", "⌊H/2⌋x⌊W/2⌋x12", "PixelUnshuffle" },
        { new Reshape(new AxisValues(196, 768)), "14x14x768", "196x768", "Reshape" },
        { new Reshape(new AxisValues(-1, 768)), "14x14x768", "196x768", "Reshape" },
        { new Reshape(-1), "4x5x6", "120", "Reshape" },
        { new Reshape(new AxisValues(2, 3, 4, 5)), "120", "2x3x4x5", "Reshape" },
        { new Reshape(new AxisValues(-1, 768)), "HxWx768", "H·Wx768", "Reshape" },
        { new Reshape(new AxisValues(-1, 7)), "Nx4", "⌊4·N/7⌋x7", "Reshape" },
        { new Reshape(new AxisValues(6, 4)), "Nx4", "6x4", "Reshape" },
        { new Permute(new AxisValues(2, 0, 1)), "4x5x6", "6x4x5", "Permute" },
        { new Permute(new AxisValues(-1, -2)), "4x5", "5x4", "Permute" },
        { new Permute(new AxisValues(1, 0)), "TxC", "CxT", "Permute" },
        { new Squeeze(), "1x4x1x5", "4x5", "Squeeze" },
        { new Squeeze(), "1x1x1", "1", "Squeeze" },
        { new Squeeze(), "Hx1xC", "HxC", "Squeeze" },
        { new Squeeze(0), "1x1x5", "1x5", "Squeeze" },
        { new Squeeze(-2), "1x1x5", "1x5", "Squeeze" },
        { new Squeeze(0), "Hx5", "5", "Squeeze" },
        { new ExpandDims(0), "4x5", "1x4x5", "ExpandDims" },
        { new ExpandDims(2), "4x5", "4x5x1", "ExpandDims" },
        { new ExpandDims(-1), "4xN", "4xNx1", "ExpandDims" },
        { new ExpandDims(-3), "4x5", "1x4x5", "ExpandDims" },
        { new Repeat(new AxisValues(2, 1, 3)), "4x5x6", "8x5x18", "Repeat" },
        { new Repeat(3), "4", "12", "Repeat" },
        { new Repeat(new TensorShape(Quantity.Unknown("N"), 1)), "4x5", "4·Nx5", "Repeat" },
        { new BroadcastTo(new TensorShape(4, 1, 1)), "5x1", "4x5x1", "BroadcastTo" },
        { new Reshape(new TensorShape(Quantity.Unknown("N"), -1)), "Nx4x5", "Nx20", "Reshape" },
        { new Slice(0, 1) { Then = new Slice(1, 0, -1) }, "4x5", "3x4", "Slice" },
        { new Upsampling { Sizes = new TensorShape(Quantity.Unknown("H"), 9) }, "4x5x3", "Hx9x3", "UpSampling2D" },
        { new Repeat(3, -2), "4x5", "12x5", "Repeat" },
        { new Repeat(3, 0), "Tx5", "3·Tx5", "Repeat" },
        { new RepeatVector(10), "64", "10x64", "RepeatVector" },
        { new RepeatVector(10), "N", "10xN", "RepeatVector" },
        { new Slice(0), "10x3", "10x3", "Slice" },
        { new Slice(0, 2, 9, 3), "10x3", "3x3", "Slice" },
        { new Slice(0, 2, 8, 3), "10x3", "2x3", "Slice" },
        { new Slice(-1, -3), "10x7", "10x3", "Slice" },
        { new Slice(0, -30, 40), "10x3", "10x3", "Slice" },
        { new Slice(0, 1, -1), "10x3", "8x3", "Slice" },
        { new Slice(0, Stop: -1, Step: 4), "10x3", "3x3", "Slice" },
        { new Slice(0, 1), "Tx3", "(T − 1)x3", "Slice" },
        { new Slice(0, 2, -3), "Tx3", "(T − 5)x3", "Slice" },
        { new Slice(0, Step: 2), "Tx3", "⌈T/2⌉x3", "Slice" },
        { new Slice(0, -3), "Tx3", "min(T, 3)x3", "Slice" },
        { new Slice(0, Stop: 3), "Tx3", "min(T, 3)x3", "Slice" },
        { new Split(1, 2), "8x8x6", "8x8x3", "Split" },
        { new Split(1, 4, Axis: 0), "8x6", "2x6", "Split" },
        { new Split(1, Sizes: new AxisValues(3, 4, 1), Axis: 0), "8x6", "4x6", "Split" },
        { new Split(1, 2), "8x8xC", "8x8x⌊C/2⌋", "Split" },
        { new Split(0, 4, Axis: 0, IsChunked: true), "10x6", "3x6", "Split" },
        { new Split(2, 4, Axis: 0, IsChunked: true), "10x6", "3x6", "Split" },
        { new Split(3, 4, Axis: 0, IsChunked: true), "10x6", "1x6", "Split" },
        { new Split(0, 3, Axis: 0, IsChunked: true), "Tx6", "⌈T/3⌉x6", "Split" },
        { new Unfold(Window(3)), "8x9x2", "42x18", "Unfold" },
        { new Unfold(Window(new AxisValues(2, 3), 2)), "8x9x2", "16x12", "Unfold" },
        { new Unfold(Window(3)), "8x2", "6x6", "Unfold" },
        { new Unfold(Window(16, 16)), "HxWx3", "⌊H/16⌋·⌊W/16⌋x768", "Unfold" },
        { new ClassToken(), "196x768", "197x768", "ClassToken" },
        { new ClassToken(2), "TxC", "(T + 2)xC", "ClassToken" },
        { new MaskToken(), "196x768", "196x768", "MaskToken" },
        { new LearnedTokens(100), "TxC", "100xC", "LearnedTokens" },
        { new LearnedTokens(1, 32), "8x6", "1x32", "LearnedTokens" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Known_and_unknown_shapes(LayerDefinition definition, string input, string output, string kind)
    {
        Layer layer = On(definition, input);
        Assert.Equal(output, layer.OutputShape.ToString());
        Assert.Equal(kind, layer.Kind);
        Assert.Equal(Layout.ChannelsLast, layer.OutputShape.Layout);
        Assert.NotNull(layer.Settings);
    }

    public static TheoryData<LayerDefinition, string, string> ChannelsFirst => new()
    {
        { new BorderPadding(Padding.Of((1, 2), (0, 3))), "3x28x20", "3x31x23" },
        { new Cropping(Padding.Of((1, 2), (0, 3))), "3x28x20", "3x25x17" },
        { new Upsampling(new AxisRatios(2, 3)), "3x7x5", "3x14x15" },
        { new PixelShuffle(2), "12x8x6", "3x16x12" },
        { new PixelShuffle(2, true), "3x8x6", "12x4x3" },
        { new Split(0, 3), "6x8x9", "2x8x9" },
        { new Unfold(Window(3)), "2x8x9", "18x42" },
        { new Reshape(new AxisValues(3, 4)), "3x2x2", "3x4" },
        { new Squeeze(), "3x1x1", "3" },
    };

    [Theory]
    [MemberData(nameof(ChannelsFirst))]
    public void Channels_first(LayerDefinition definition, string input, string output)
    {
        Layer layer = On(definition, input, Layout.ChannelsFirst);
        Assert.Equal(output, layer.OutputShape.ToString());
        Assert.Equal(Layout.ChannelsFirst, layer.OutputShape.Layout);
    }

    [Fact]
    public void A_permutation_can_say_where_the_channels_are_now()
    {
        Layer layer = On(new Permute(new AxisValues(2, 0, 1), Layout.ChannelsFirst), "8x9x3");
        Assert.Equal(3, layer.OutputShape.Channels);
        Assert.Equal("2,0,1, channels first", layer.Settings);
        Assert.Equal(9, On(new Permute(new AxisValues(2, 0, 1)), "8x9x3").OutputShape.Channels);
    }

    [Fact]
    public void Only_learned_tokens_have_weights()
    {
        Assert.Equal("768", Assert.Single(On(new MaskToken(), "196x768").Weights()).Shape.ToString());
        Assert.Equal("100x768", Assert.Single(On(new LearnedTokens(100), "196x768").Weights()).Shape.ToString());
        Assert.Equal("100x32", Assert.Single(On(new LearnedTokens(100, 32), "196x768").Weights()).Shape.ToString());
        Weight weight = Assert.Single(On(new ClassToken(2), "196x768").Weights());
        Assert.Equal("class_token", weight.Name);
        Assert.Equal(1536, weight.Count);
        Assert.True(weight.IsTrainable);
        Assert.All(
            Shapes.Where(row => row[0] is not (ClassToken or MaskToken or LearnedTokens)),
            row => Assert.Empty(On((LayerDefinition)row[0], (string)row[1]).Weights()));
    }

    public static TheoryData<LayerDefinition, long> Works => new()
    {
        { new Upsampling(3), 0 },
        { new Upsampling(2, Method: Interpolation.Linear), 10 * 8 * 3 * 7 }, // 4 products and 3 sums
        { new Upsampling(2, Method: Interpolation.Cubic), 10 * 8 * 3 * 31 }, // 16 products and 15 sums
        { new Upsampling(new AxisRatios(1, 2), Method: Interpolation.Linear), 5 * 8 * 3 * 3 },
        { new Upsampling(Size: new AxisValues(9, 4), Method: Interpolation.Linear, AlignCorners: true), 9 * 4 * 3 * 3 },
        { new Upsampling(1, Method: Interpolation.Cubic), 0 },
        { new Upsampling(new AxisRatios(new Ratio(9, 8)), Method: Interpolation.Linear), 5 * 4 * 3 * 7 }, // a scale that moves no size still mixes
        { new BorderPadding(Padding.Of(2), BorderMode.Reflect), 0 },
        { new Reshape(-1), 0 },
        { new Unfold(Window(3)), 0 },
        { new ChannelShuffle(3), 0 },
        { new Roll(1, 0), 0 },
        { new Upsampling(3, Method: Interpolation.NearestExact), 0 },
        { new Repeat(2, 0), 0 },
    };

    [Theory]
    [MemberData(nameof(Works))]
    public void Upsampling_works_by_the_documented_table_and_nothing_else_does(LayerDefinition definition, long operations)
    {
        Work work = OperationMeasure.Of(On(definition, "5x4x3"));
        Assert.Equal(operations, work.Elementwise.Value);
        Assert.Equal(operations, work.Flops.Value);
        Assert.Equal(0, work.Macs.Value);
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(4, "1,1,1,1")]
    [InlineData(9, "2,2,2,2,1")]
    [InlineData(10, "2,2,2,2,2")]
    [InlineData(11, "3,3,3,2")]
    public void Chunks_are_those_of_torch(long size, string sizes)
    {
        Layer input = Build.Input(size, 3);
        var split = new Split(0, 5, Axis: 0, IsChunked: true);
        Assert.Equal(
            sizes,
            string.Join(',', Enumerable.Range(0, (int)split.PartsOf(input.OutputShape)).Select(part => new Layer(split with { Index = part }, null, input).OutputShape[0])));
    }

    [Fact]
    public void A_split_without_an_index_has_all_parts_as_outputs()
    {
        Layer layer = On(new Split(null, Sizes: new AxisValues(3, 4, 1), Axis: 0), "8x6");
        Assert.Equal("parts of 3x4x1, axis 0", layer.Settings);
        Layer[] parts = [.. Enumerable.Range(0, layer.OutputCount).Select(part => layer.Output(part))];
        Assert.Equal(["3x6", "4x6", "1x6"], parts.Select(part => part.OutputShape.ToString()));
        Assert.Equal([0, 3, 7], parts.Select(part => part.View(0, 0).At(0).Start));
        Assert.Equal("4 chunks", new Split(null, 4, IsChunked: true).Describe());
        Assert.Equal(3, On(new Split(null, 4, Axis: 0, IsChunked: true), "6x6").OutputCount);
    }

    [Fact]
    public void A_chunk_of_an_unknown_axis_has_its_size_once_that_is_known()
    {
        var split = new Split(3, 4, Axis: 0, IsChunked: true);
        Network unknown = new(On(split, "Tx6"));
        Assert.Equal("1x6", unknown.WithInput(new TensorShape(10, 6)).Output.OutputShape.ToString());
        Build.Refused(() => unknown.WithInput(new TensorShape(6, 6)).Output, ErrorCode.ShapeMismatch, "split:", "3 of ⌈6/4⌉");
    }

    [Fact]
    public void A_layer_that_begins_a_network_determines_its_number_of_axes()
    {
        Assert.Equal("(H + 2)x(W + 2)xC", new Layer(new BorderPadding(Padding.Of(1)), null).OutputShape.ToString());
        Assert.Equal("(L + 2)xC", new Layer(new BorderPadding(Padding.Of(1), Rank: 1), null).OutputShape.ToString());
        Assert.Equal("(D − 2)x(H − 4)x(W − 6)xC", new Layer(new Cropping(Padding.Of(new AxisValues(1, 2, 3))), null).OutputShape.ToString());
        Assert.Equal("2·Lx⌊C/2⌋", new Layer(new PixelShuffle(2), null, Build.Input(Quantity.Unknown("L"), Quantity.Unknown("C"))).OutputShape.ToString());
        Assert.Equal("3·Lx3·C", new Layer(new Repeat(new AxisValues(3, 3)), null).OutputShape.ToString());
        Assert.Equal("5xC", new Layer(new RepeatVector(5), null).OutputShape.ToString());
        Assert.Equal("CxHxW", new Layer(new Permute(new AxisValues(2, 0, 1)), null).OutputShape.ToString());
        Assert.Equal("(T + 1)xC", new Layer(new ClassToken(), null).OutputShape.ToString());
        Assert.Equal("9·C", new Layer(new Unfold(Window(3)), null).OutputShape.Channels.ToString());
    }

    [Fact]
    public void The_working_shows_the_formula()
    {
        var working = new Working();
        Layer layer = On(new Upsampling(new AxisRatios(new Ratio(3, 2)), Method: Interpolation.Linear), "7x7x3");
        layer.Definition.OutputShape([.. layer.InputShapes], working);
        layer.Work(working);
        Assert.Equal(["⌊H₁·3/2⌋", "⌊W₁·3/2⌋", "H₂·W₂·C₂", "2t − 1", "n·c"], working.Steps.Select(step => step.Formula));
        Assert.Equal([10, 10, 300, 7, 2100], working.Steps.Select(step => step.Value.Value));
    }

    internal static Layer On(LayerDefinition definition, string input, Layout layout = Layout.ChannelsLast) =>
        new(definition, null, new Layer(new Input(ShapeText.Parse([input], layout)), null));

    private static WindowSettings Window(AxisValues kernel, long stride = 1) => new() { Kernel = kernel, Stride = stride };
}
