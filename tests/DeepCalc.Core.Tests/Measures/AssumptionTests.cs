using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Measures;

/// <summary>Unknown sizes that shapes need to be equal are named, and are an error for numbers for which they differ.</summary>
public class AssumptionTests
{
    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public void A_skip_connection_past_a_stride_names_the_sizes_that_it_needs(bool isSum, long stride)
    {
        Layer Compose(Quantity size)
        {
            Layer skip = Build.Conv(Build.Input(size, 20 * stride, 3), 8, 3, padding: Padding.Same);
            Layer up = new(new Upsampling(stride), null, Build.Pool(skip, stride, stride));
            return new Layer(isSum ? new Merge() : new Concatenate(), "join", up, skip);
        }

        var network = new Network(Compose(Quantity.Unknown("N")));
        string needed = $"{stride}·⌊N/{stride}⌋ = N";
        Assert.Equal([needed], network.Output.AssumedSizes());
        Assert.Equal(needed, NetworkMeasurement.Of(network).Assumed);
        Assert.Equal(4 * stride, Compose(4 * stride).OutputShape[0].Value);
        Build.Refused(() => Compose((4 * stride) + 1), ErrorCode.ShapeMismatch, "join");
    }

    [Fact]
    public void A_size_that_is_known_on_one_side_is_needed_on_the_other()
    {
        Layer x = Build.Input(Quantity.Unknown("T"), 4);
        Assert.Equal(["T = 8"], new Layer(new Merge(), null, x, Slice(x)).AssumedSizes());

        static Layer Slice(Layer layer) => new(new Reshape(new AxisValues(8, 4)), null, layer);
    }

    [Fact]
    public void Sizes_that_are_equal_are_not_named()
    {
        Layer x = Build.Input(Quantity.Unknown("H"), Quantity.Unknown("W"), 8);
        Layer residual = Build.Conv(Build.Conv(x, 8, 3, 2, Padding.Of((1, 1))), 8, 3, padding: Padding.Same);
        var network = new Network(new Layer(new Merge(), null, residual, Build.Conv(x, 8, 1, 2)));
        Assert.Empty(network.Output.AssumedSizes());
        Assert.Null(NetworkMeasurement.Of(network).Assumed);
    }

    // A U-Net of a file, and a table of 8 positions that is added to a sequence of any length.
    [Fact]
    public void Files_name_them_too()
    {
        ModelBuilder net = new ModelBuilder().Input("x", "batch", 3, "H", 8).Weight("w", 8, 3, 1, 1).Weight("v", 8, 8, 2, 2)
            .Node("Conv", ["x", "w"], ["skip"]).Node("MaxPool", ["skip"], ["down"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("ConvTranspose", ["down", "v"], ["up"], ("strides", new long[] { 2, 2 })).Node("Concat", ["up", "skip"], ["y"], ("axis", 1)).Output("y");
        Assert.Equal("batch = 1, 2·⌊H/2⌋ = H", NetworkMeasurement.Of(new Network(net.Import())).Assumed);

        ModelBuilder table = new ModelBuilder().Input("x", 1, "T", 4).Weight("positions", 8, 4).Node("Add", ["x", "positions"], ["y"]).Output("y");
        Assert.Equal("T = 8", NetworkMeasurement.Of(new Network(table.Import())).Assumed);
    }

    public static TheoryData<LayerDefinition, string[]> Joining => new()
    {
        { new MatrixProduct(), ["3xT", "8x5"] },
        { new MatrixProduct { AddsThird = true }, ["3x4", "4x8", "T"] },
        { new Einsum("ij,jk->ik"), ["3xT", "8x5"] },
        { new Dot(), ["T", "8"] },
        { new Bilinear(4), ["Tx3", "8x5"] },
        { new MultiHeadAttention { Heads = 2 }, ["5x16", "Tx16", "8x16"] },
        { new SequenceAttention(AttentionScore.Dot), ["5xT", "7x8"] },
        { new MixtureOfExperts(4, 2, 16), ["Tx16", "8x4"] },
        { new Recurrent(8), ["5x3", "T", "8"] },
    };

    [Theory]
    [MemberData(nameof(Joining))]
    public void What_joins_inputs_names_the_sizes_that_it_needs(LayerDefinition definition, string[] inputs) => Assert.Equal(
        [inputs[0].Contains('T', StringComparison.Ordinal) || inputs[1].Contains('T', StringComparison.Ordinal) ? "T = 8" : "8 = T"],
        new Layer(definition, null, [.. inputs.Select(input => Build.Input([.. input.Split('x').Select(size => long.TryParse(size, out long known) ? known : Quantity.Unknown(size))]))]).AssumedSizes());

    [Theory]
    [InlineData("Conv")]
    [InlineData("MatMul")]
    [InlineData("Gemm")]
    public void Weights_name_the_size_that_they_need(string op)
    {
        ModelBuilder net = op == "Conv"
            ? new ModelBuilder().Input("x", 2, "T", 8, 8).Weight("w", 6, 4, 3, 3)
            : new ModelBuilder().Input("x", 2, "T").Weight("w", 4, 6);
        net.Node(op, ["x", "w"], ["y"]).Output("y");
        Assert.Equal("T = 4", NetworkMeasurement.Of(new Network(net.Import())).Assumed);
    }

    [Fact]
    public void Many_are_counted()
    {
        Layer x = Build.Input(Quantity.Unknown("N"), 4);
        for (int i = 2; i < 13; i++)
        {
            x = new Layer(new Merge(), null, x, new Layer(new Upsampling(i), null, Build.Input(Quantity.Unknown($"M{i}"), 4)));
        }

        Assert.EndsWith(", N = 9·M9, 3 more", NetworkMeasurement.Of(new Network(x)).Assumed, StringComparison.Ordinal);
    }
}
