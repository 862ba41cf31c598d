using System.Text;
using BenchmarkDotNet.Attributes;

namespace DeepCalc.Benchmarks;

/// <summary>The memory of networks with its formulas. The aim: each in under 5 ms once warm.</summary>
[MemoryDiagnoser]
[FirstAndSteady]
public class MemoryBenchmarks
{
    private const string Llama =
        """{"model_type": "llama", "vocab_size": 128256, "hidden_size": 8192, "intermediate_size": 28672, "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8, "torch_dtype": "bfloat16"}""";

    private Network _network = null!;

    [Params("ResNet-152", "Swin-T", "Llama-3-70B")]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _network = new Network(Name switch
    {
        "ResNet-152" => Import("resnet152.onnx", Fixture.Read("resnet152")),
        "Swin-T" => Import("swin_t.onnx", Fixture.Read("swin_t")),
        _ => Import("config.json", Encoding.UTF8.GetBytes(Llama)),
    });

    private static Layer Import(string name, byte[] content)
    {
        string folder = Directory.CreateTempSubdirectory("deepcalc").FullName;
        try
        {
            string path = Path.Combine(folder, name);
            File.WriteAllBytes(path, content);
            return NetworkFile.Import(path, new ImportOptions());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Benchmark]
    public MemoryMeasurement Inference() => MemoryMeasurement.Of(_network, new MemoryOptions());

    [Benchmark]
    public MemoryMeasurement Training() => MemoryMeasurement.Of(_network, new MemoryOptions { Training = new TrainingOptions() });

    [Benchmark]
    public CacheMeasurement Cache() => CacheMeasurement.Of(_network, new CacheOptions());
}
