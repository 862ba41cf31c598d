using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Nodes that move elements mean layers of the catalogue, with settings that a composed network has too.</summary>
public class MoveMeaningTests
{
    private static FileTensor Open => new(ElementType.Float32, Quantity.Unknown("N"), 6, 8, 8);

    public static TheoryData<string, string, Layer> Nodes => new()
    {
        { "Reshape to 2x-1", "2x192", new OneNode("Reshape", "", 13).On(Data(1, 6, 8, 8), Values(2, -1)) },
        { "Reshape to Nx-1", "Nx384", new OneNode("Reshape", "", 13).On(Open, Values(0, -1)) },
        { "Flatten Flatten", "Nx384", new OneNode("Flatten", "", 13).On(Open) },
        { "Reshape to 6·Nx64", "6·Nx64", new OneNode("Flatten", "", 13).With("axis", 2L).On(Open) },
        { "Squeeze axes 0,-1", "6", new OneNode("Squeeze", "", 13).On(Data(1, 6, 1), Values(0, -1)) },
        { "Squeeze Squeeze", "scalar", new OneNode("Squeeze", "", 13).On(Data(1)) },
        { "ExpandDims axes 0,2", "1x6x1", new OneNode("Unsqueeze", "", 13).On(Data(6), Values(0, 2)) },
        { "Permute 0,2,3,1", "Nx8x8x6", new OneNode("Transpose", "", 13).With("perm", 0, 2, 3, 1).On(Open) },
        { "BroadcastTo to 4x1", "4x6", new OneNode("Expand", "", 13).On(Data(1, 6), Values(4, 1)) },
        { "Repeat 2x1x1x3 times", "2·Nx6x8x24", new OneNode("Tile", "", 13).On(Open, Values(2, 1, 1, 3)) },
        { "Concatenate axis 1", "1x9", new OneNode("Concat", "", 13).With("axis", -1L).On(Data(1, 6), Data(1, 3)) },
        { "Slice axis 2, 1:; axis 3, :-2:2", "Nx6x7x3", new OneNode("Slice", "", 13).On(Open, Values(1, 0), Values(long.MaxValue, -2), Values(2, 3), Values(1, 2)) },
        { "Split 4 chunks, axis 1", "Nx2x8x8", new OneNode("Split", "", 13).With("axis", 1L).On(Open) },
        { "Split parts of 2x4, axis 1", "Nx2x8x8", new OneNode("Split", "", 13).With("axis", 1L).On(Open, Values(2, 4)) },
        { "BorderPadding 1x2:3, reflect", "Nx6x10x13", new OneNode("Pad", "", 13).With("mode", "reflect").On(Open, Values(0, 0, 1, 2, 0, 0, 1, 3)) },
        { "BorderPadding 0x1x0x-1 before, 0x0x0x0 after", "Nx7x8x7", new OneNode("Pad", "", 13).On(Open, Values(0, 1, 0, -1, 0, 0, 0, 0)) },
        { "BorderPadding 0x0x-1x1 before, 0x0x-2x1 after", "Nx6x5x10", new OneNode("CenterCropPad", "", 18).With("axes", 2, 3).On(Open, Values(5, 10)) },
        { "PixelShuffle factor 2, blocks first", "Nx24x4x4", new OneNode("SpaceToDepth", "", 13).With("blocksize", 2L).On(Open) },
        { "Upsampling by 2x2, Linear", "Nx6x16x16", Resized("linear", 1, 1, 2, 2) },
        { "Upsampling by 1x2x1x1, rounding halfdown", "Nx12x8x8", Resized("nearest", 1, 2, 1, 1, "asymmetric") },
        { "Upsampling to 7x9, Linear, aligned corners", "1x6x7x9", new OneNode("Resize", "", 13).With("mode", "linear").With("coordinate_transformation_mode", "align_corners").On(Data(1, 6, 8, 8), null, null, Values(1, 6, 7, 9)) },
        { "Embedding 10 x 7", "2x3x7", new OneNode("Gather", "", 13).On(Stored(10, 7), Data(ElementType.Int64, 2, 3)) },
    };

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void A_scale_that_gives_no_size_is_refused(float scale) =>
        Assert.Contains("the scale of axis 3", Build.Refused(() => Resized("linear", 1, 1, 2, scale), ErrorCode.ShapeMismatch).Message, StringComparison.Ordinal);

    private static Layer Resized(string mode, float n, float c, float h, float w, string place = "half_pixel") => new OneNode("Resize", "", 13)
        .With("mode", mode).With("coordinate_transformation_mode", place)
        .On(Open, null, new OnnxTensor("scales", FileTensor.Of(ElementType.Float32, new TensorValues([Scalar.Real(n), Scalar.Real(c), Scalar.Real(h), Scalar.Real(w)]), 4)));

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_node_means_a_layer(string means, string shape, Layer layer)
    {
        Assert.Equal(means, $"{layer.Meaning.GetType().Name} {layer.Meaning}");
        Assert.Equal(shape, layer.OutputShape.ToString());
    }

    [Fact]
    public void Each_part_of_a_split_prints_its_own_size()
    {
        OneNode node = new OneNode("Split", "", 13).With("axis", 1L);
        Assert.Equal([2, 4], Enumerable.Range(0, 2).Select(output =>
        {
            var working = new Working();
            node.On(output, Data(1, 6), Values(2, 4)).Definition.OutputShape(output, [Data(1, 6)], working);
            return working.Steps.Single().Value.Value;
        }));
    }

    [Fact]
    public void Rows_of_data_are_no_embedding() =>
        Assert.False(new OneNode("Gather", "", 13).On(Data(10, 7), Data(ElementType.Int64, 2)).Meaning is Embedding);

    [Fact]
    public void A_shape_of_an_unknown_number_of_axes_is_unknown() =>
        Assert.Equal("?", new OneNode("Reshape", "", 13).On(Data(1, 6), Data(ElementType.Int64)).OutputShape.ToString());
}
