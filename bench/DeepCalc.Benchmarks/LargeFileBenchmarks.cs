using BenchmarkDotNet.Attributes;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Benchmarks;

/// <summary>VGG-16 without weights, and with half a gigabyte of weights, which are zeros: a hole in a sparse file.</summary>
[MemoryDiagnoser]
public class LargeFileBenchmarks
{
    private string _folder = null!;
    private string _stripped = null!;
    private string _whole = null!;

    [GlobalSetup]
    public void Write()
    {
        _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;
        _stripped = Path.Combine(_folder, "stripped.onnx");
        _whole = Path.Combine(_folder, "whole.onnx");
        byte[] file = Fixture.Read("vgg16_bn");
        File.WriteAllBytes(_stripped, file);
        new WeightyFile(file).Save(_whole);
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true)]
    public Layer Stripped() => NetworkFile.Import(_stripped, new ImportOptions());

    [Benchmark]
    public Layer WithWeights() => NetworkFile.Import(_whole, new ImportOptions());
}
