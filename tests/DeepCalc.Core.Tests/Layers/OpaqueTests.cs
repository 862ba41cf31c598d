namespace DeepCalc.Tests.Layers;

public class OpaqueTests
{
    private static readonly TensorShape Shape = new(32, 32, 16);

    [Fact]
    public void The_numbers_are_those_that_are_given()
    {
        Network network = On(new Opaque(Shape, 1_200, 5_000_000) { Flops = 10_000_500, Bytes = 700 });
        NetworkMeasurement row = NetworkMeasurement.Of(network);
        Assert.Equal((1_200L, 5_000_000L, 10_000_500L, "32x32x16", false), (row.Parameters, row.Macs, row.Flops, row.OutputShape, row.IsLowerBound));
        Assert.Equal(("Opaque", "as given, 32x32x16, 1200 parameters, 5000000 MACs, 10000500 FLOPs, 700 bytes of weights"), (network.Output.Kind, network.Output.Settings));
        MemoryMeasurement memory = MemoryMeasurement.Of(network, new MemoryOptions());
        Assert.Equal((700L, 4L * ((64 * 64 * 3) + (32 * 32 * 16))), (memory.WeightBytes, memory.ActivationBytes));
        Assert.Equal(600, MemoryMeasurement.Of(network, new MemoryOptions { WeightFormat = NumberFormat.Parse("int4") }).WeightBytes);
    }

    [Fact]
    public void What_is_not_given_is_unknown_and_never_0()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(On(new Opaque(Shape)));
        Assert.Equal((true, "opaque", "opaque"), (row.IsLowerBound, row.UncountedParameters, row.UncountedOperations));
        NetworkMeasurement none = NetworkMeasurement.Of(On(new Opaque(Shape, 0, 0)));
        Assert.Equal((false, (long?)0, (long?)0), (none.IsLowerBound, none.Parameters, none.Macs));
    }

    [Fact]
    public void The_layers_behind_it_are_counted()
    {
        Layer opaque = new(new Opaque(Shape, 0, 0), null, Build.Input(64, 64, 3));
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(new Layer(new Convolution(8, new WindowSettings { Kernel = 3 }), null, opaque)));
        Assert.Equal((((9L * 16) + 1) * 8, 30L * 30 * 8 * 9 * 16), (row.Parameters, row.Macs));
    }

    [Fact]
    public void It_takes_several_inputs_and_the_layout_of_the_first()
    {
        Layer first = new(new Input(new TensorShape(Layout.ChannelsFirst, 3, 8, 8)), null);
        Layer layer = new(new Opaque(Shape, 0, 0), null, first, Build.Input(4));
        Assert.Equal((Layout.ChannelsFirst, "32x32x16"), (layer.OutputShape.Layout, layer.OutputShape.ToString()));
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Build.Refused(() => On(new Opaque(new TensorShape(Layout.ChannelsLast, 0, 3), 1, 1)).Output, ErrorCode.InvalidSize, "each must be at least 1; given 0x3");
        Build.Refused(() => On(new Opaque(Shape, -1, 1)).Output, ErrorCode.InvalidSize, "the number of parameters must be at least 0; given -1");
        Build.Refused(() => On(new Opaque(Shape, 0, 1) { Bytes = 5000 }).Output, ErrorCode.InvalidSetting, "5000 bytes are given for the weights of an opaque layer without parameters");
        Build.Refused(() => On(new Opaque(Shape, 1) { Flops = 4 }).Output, ErrorCode.InvalidSetting, "give both");
        Build.Refused(() => On(new Opaque(Shape, 1, 3) { Flops = 5 }).Output, ErrorCode.InvalidSetting, "5 floating-point operations are less than two for each of 3 multiply-adds");
    }

    private static Network On(Opaque definition) => new(new Layer(definition, null, Build.Input(64, 64, 3)));
}
