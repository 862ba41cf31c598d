namespace DeepCalc.Tests.Networks;

/// <summary>Graphs whose depth would end a recursion, and whose edges are half a million.</summary>
public class LargeGraphTests
{
    private static readonly Convolution Keeping = new(4, new WindowSettings { Kernel = 3, Padding = Padding.Same });

    [Fact]
    public void A_chain_of_ten_thousand_layers_is_measured()
    {
        Layer layer = Build.Input(64, 64, 4);
        for (int i = 0; i < 10_000; i++)
        {
            layer = new Layer(Keeping, null, layer);
        }

        var network = new Network(layer);
        NetworkMeasurement row = NetworkMeasurement.Of(network);
        Assert.Equal((1_480_000L, 20_001L), (row.Parameters, row.ReceptiveField));
        Assert.Equal(10_001, LayerMeasurement.Of(network).Count());
        Assert.All(UnitFieldMeasurement.Of(network, [0, 63]), unit => Assert.Equal((0L, 63L), (unit.ClippedFirst, unit.ClippedLast)));
        Assert.All(PixelFieldMeasurement.Of(network, [5, 5]), pixel => Assert.Equal(64, pixel.UnitCount));
        Assert.Equal("32x32x4", network.WithInput(new TensorShape(32, 32, 4)).Output.OutputShape.ToString());
    }

    [Fact]
    public void A_thousand_layers_that_each_take_all_before_them_are_measured()
    {
        List<Layer> layers = [Build.Input(8, 8, 4)];
        for (int i = 0; i < 1_000; i++)
        {
            Layer joined = layers.Count == 1 ? layers[0] : new Layer(new Concatenate(), null, layers.ToArray());
            layers.Add(new Layer(Keeping, null, joined));
        }

        var network = new Network(layers[^1]);
        NetworkMeasurement row = NetworkMeasurement.Of(network);

        // Layer i takes 4(i + 1) channels: 36·4·(1 + ... + 1000) weights and 4 biases each.
        Assert.Equal((36L * 4 * 500_500) + 4_000, row.Parameters);
        Assert.Equal(2_001, row.ReceptiveField);
        Assert.Equal(2_000, LayerMeasurement.Of(network).Count());
    }
}
