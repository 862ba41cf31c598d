using BenchmarkDotNet.Attributes;

namespace DeepCalc.Benchmarks;

/// <summary>The core's work on ResNet-50. The aim: a whole analysis, shapes included, in under 100 µs.</summary>
[MemoryDiagnoser]
[FirstAndSteady]
public class ResNet50Benchmarks
{
    private static readonly TensorShape Shape = new(Layout.ChannelsFirst, 3, 224, 224);
    private Layer _output = null!;
    private Network _network = null!;

    [GlobalSetup]
    public void Setup()
    {
        _output = ResNet50.Compose();
        _network = new Network(_output);
    }

    [Benchmark]
    public Layer Compose() => ResNet50.Compose();

    [Benchmark]
    public Network Walk() => new(_output);

    [Benchmark]
    public Network Shapes() => _network.WithInput(Shape);

    [Benchmark]
    public ParameterCount Parameters() => ParameterMeasure.Of(_network).Total;

    [Benchmark]
    public Work Operations() => OperationMeasure.Of(_network).Total;

    /// <summary>Shapes, parameters, operations and receptive field: one row of Measure-Network.</summary>
    [Benchmark(Baseline = true)]
    public NetworkMeasurement Analyse() => NetworkMeasurement.Of(_network.WithInput(Shape));
}
