using BenchmarkDotNet.Attributes;

namespace DeepCalc.Benchmarks;

/// <summary>The tests' ONNX files of torchvision's networks, without weights.</summary>
[MemoryDiagnoser]
[FirstAndSteady]
public class ImportBenchmarks
{
    private string _folder = null!;
    private string _path = null!;

    [Params("alexnet", "resnet152", "densenet201", "densenet121.image", "swin_t", "efficientnet_b7")]
    public string Network { get; set; } = null!;

    [GlobalSetup]
    public void Unpack()
    {
        _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;
        _path = Path.Combine(_folder, $"{Network}.onnx");
        File.WriteAllBytes(_path, Fixture.Read(Network));
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public Layer Import() => NetworkFile.Import(_path, new ImportOptions());

    [Benchmark]
    public NetworkMeasurement ImportAndMeasure() => NetworkMeasurement.Of(new Network(NetworkFile.Import(_path, new ImportOptions())));
}
