using BenchmarkDotNet.Attributes;

namespace DeepCalc.Benchmarks;

/// <summary>Large graphs: the time must grow in proportion to the edges, and no depth may overflow the stack.</summary>
[MemoryDiagnoser]
public class GraphBenchmarks
{
    private Layer _chain = null!;
    private Layer _dense = null!;

    /// <summary>The number of layers of the chain; the dense graph has a tenth of it.</summary>
    [Params(5_000, 10_000)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Compose()
    {
        _chain = Chain();
        _dense = Dense();
    }

    [Benchmark]
    public Layer ComposeChain() => Chain();

    [Benchmark]
    public NetworkMeasurement MeasureChain() => NetworkMeasurement.Of(new Network(_chain));

    /// <summary>Every layer takes the outputs of all layers before it: 1,000 layers have half a million edges.</summary>
    [Benchmark]
    public Layer ComposeDense() => Dense();

    [Benchmark]
    public NetworkMeasurement MeasureDense() => NetworkMeasurement.Of(new Network(_dense));

    [Benchmark]
    public int MeasureLayersOfDense() => LayerMeasurement.Of(new Network(_dense)).Count();

    private static Layer Image() => new(new Input(new TensorShape(32, 32, 4)), null);

    private Layer Chain()
    {
        var convolution = new Convolution(4, new WindowSettings { Kernel = 3, Padding = Padding.Same });
        Layer layer = Image();
        for (int i = 0; i < Layers; i++)
        {
            layer = new Layer(convolution, null, layer);
        }

        return layer;
    }

    private Layer Dense()
    {
        var convolution = new Convolution(4, new WindowSettings { Kernel = 3, Padding = Padding.Same });
        List<Layer> layers = [Image()];
        for (int i = 0; i < Layers / 20; i++)
        {
            Layer joined = layers.Count == 1 ? layers[0] : new Layer(new Concatenate(), null, layers.ToArray());
            layers.Add(new Layer(convolution, null, joined));
        }

        return layers[^1];
    }
}
