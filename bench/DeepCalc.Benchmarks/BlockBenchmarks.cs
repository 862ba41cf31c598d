using BenchmarkDotNet.Attributes;

namespace DeepCalc.Benchmarks;

/// <summary>ViT-L/16, composed of 24 blocks with 8 layers each.</summary>
[MemoryDiagnoser]
public class BlockBenchmarks
{
    private Layer _output = null!;

    [GlobalSetup]
    public void Setup() => _output = Compose();

    [Benchmark]
    public Layer Compose()
    {
        Layer layer = new(new Input(new TensorShape(197, 1024)), null);
        for (int i = 0; i < 24; i++)
        {
            var block = new TransformerBlock
            {
                Attention = new MultiHeadAttention { Heads = 16 },
                FeedForward = new FeedForwardBlock { Hidden = 4096, Function = ActivationFunction.Gelu },
                IsPreNorm = true,
            };
            layer = block.On(layer, null, default);
        }

        return layer;
    }

    [Benchmark]
    public NetworkMeasurement Analyse() => NetworkMeasurement.Of(new Network(_output));
}
