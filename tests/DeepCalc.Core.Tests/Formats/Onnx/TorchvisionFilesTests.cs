using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>
/// The networks of torchvision, written by its exporter: shapes as in ONNX Runtime, multiply-adds as PyTorch's dispatcher counts them.
/// </summary>
public class TorchvisionFilesTests(ITestOutputHelper output)
{
    public static TheoryData<string> All => [.. TorchvisionFile.Names];

    public static TheoryData<string> Dynamic => [.. TorchvisionFile.Names.Where(name => new TorchvisionFile(name).Runs[0].Count > 0)];

    [Fact]
    public void There_are_at_least_25_families_static_and_dynamic()
    {
        Assert.True(All.Count >= 60, $"only {All.Count} files");
        Assert.True(Dynamic.Count >= 25, $"only {Dynamic.Count} dynamic files");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_value_has_the_shape_and_type_that_ONNX_Runtime_gives_it(string name)
    {
        var file = new TorchvisionFile(name);
        for (int run = 0; run < file.Runs.Count; run++)
        {
            Compare(file, run, Describe(file, file.Runs[run]), shape => shape.Sizes.Select(size => size.KnownValue));
        }
    }

    [Theory]
    [MemberData(nameof(Dynamic))]
    public void Named_sizes_appear_in_every_shape(string name)
    {
        var file = new TorchvisionFile(name);
        IReadOnlyDictionary<string, FileTensor> values = Describe(file, new Dictionary<string, long>());
        for (int run = 0; run < file.Runs.Count; run++)
        {
            Compare(file, run, values, shape => shape.Sizes.Select(size => size.Bind(file.Runs[run]).KnownValue));
        }
    }

    // Weights that the exporter computes in advance: the position tables of Swin and MaxViT; for Swin V2, the zeros for the
    // biases of keys.
    private static long Precomputed(string name) => name.Split('.')[0] switch
    {
        "swin_t" => 308_016,
        "swin_v2_t" => 1_440,
        "maxvit_t" => 374_976,
        _ => 0,
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Parameters_and_multiply_adds_are_those_of_the_framework(string name)
    {
        var file = new TorchvisionFile(name);
        for (int run = 0; run < file.Runs.Count; run++)
        {
            NetworkMeasurement row = NetworkMeasurement.Of(new Network(Import(file, file.Runs[run])));

            Assert.Equal(file.Parameters, row.Parameters);
            Assert.Equal(file.ModuleParameters + Precomputed(name), row.Parameters);
            Assert.Equal(file.Macs(run), row.Macs);
            Assert.True(file.IsDataDependent || !row.IsLowerBound, $"{row.UncountedParameters}; {row.UncountedOperations}");
            Assert.Null(row.UncountedParameters);
        }
    }

    [Theory]
    [MemberData(nameof(Dynamic))]
    public void Macs_are_expressions_of_named_sizes(string name)
    {
        var file = new TorchvisionFile(name);
        var network = new Network(Import(file, new Dictionary<string, long>()));
        for (int run = 0; run < file.Runs.Count; run++)
        {
            long? macs = 0;
            foreach (Layer layer in network.Layers)
            {
                macs += OperationMeasure.Of(layer).Macs.Bind(file.Runs[run]).KnownValue;
            }

            Assert.Equal(file.Macs(run), macs);
        }
    }

    [Theory]
    [MemberData(nameof(Dynamic))]
    public void The_batch_is_found_by_its_use_and_counts_are_for_as_many_samples(string name)
    {
        var file = new TorchvisionFile(name);
        foreach (IReadOnlyDictionary<string, long> run in file.Runs)
        {
            var network = new Network(Import(file, run.Where(size => size.Key != "batch").ToDictionary()));
            NetworkMeasurement row = NetworkMeasurement.Of(network, run["batch"]);

            Assert.Equal($"batch = {run["batch"]}", row.Assumed);
            Assert.Equal(file.Macs(file.Runs.ToList().IndexOf(run)), row.Macs);
            Assert.False(row.IsLowerBound);
            Assert.Equal($"batch = {run["batch"]}", NetworkMeasurement.Of(new Network(Import(file, new Dictionary<string, long>())), run["batch"]).Assumed);
        }
    }

    // All values at once, so that a failure shows what is wrong and how often.
    private void Compare(TorchvisionFile file, int run, IReadOnlyDictionary<string, FileTensor> values, Func<FileTensor, IEnumerable<long?>> sizes)
    {
        var wrong = new List<string>();
        int unknown = 0;
        foreach (TorchvisionValue value in file.Values.Where(value => value.IsTensor))
        {
            if (!values.TryGetValue(value.Name, out FileTensor? tensor))
            {
                wrong.Add($"{value.Name} is missing");
                continue;
            }

            long[][] shapes = [.. file.Shapes(value, run)];
            long?[]? inferred = tensor.IsRanked ? [.. sizes(tensor)] : null;
            bool isUnknown = inferred is null || inferred.Contains(null);
            unknown += isUnknown ? 1 : 0;
            if (tensor.Type != value.Type)
            {
                wrong.Add($"{value.Name} is of {tensor.Type}, ONNX Runtime: {value.Type}");
            }

            if (!shapes.All(shape => Fits(inferred, shape)) || (isUnknown && !file.IsDataDependent))
            {
                wrong.Add($"{value.Name} is {tensor}, ONNX Runtime: {string.Join(" or ", shapes.Select(shape => string.Join('x', shape)))}");
            }
        }

        output.WriteLine($"{file} at {string.Join(", ", file.Runs[run])}: {file.Values.Count} values, {unknown} unknown");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {file.Values.Count} values of {file} differ:\n{string.Join('\n', wrong.Take(40))}");
    }

    private static bool Fits(long?[]? inferred, long[] shape) =>
        inferred is null || (inferred.Length == shape.Length && inferred.Zip(shape).All(pair => pair.First is null || pair.First == pair.Second));

    private static IReadOnlyDictionary<string, FileTensor> Describe(TorchvisionFile file, IReadOnlyDictionary<string, long> sizes)
    {
        using MemoryStream stream = file.Open();
        return ModelDescription.Describe(stream, new ImportOptions { Sizes = sizes });
    }

    private static Layer Import(TorchvisionFile file, IReadOnlyDictionary<string, long> sizes)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            using (FileStream target = File.Create(path))
            using (MemoryStream stream = file.Open())
            {
                stream.CopyTo(target);
            }

            return NetworkFile.Import(path, new ImportOptions { Sizes = sizes });
        }
        finally
        {
            File.Delete(path);
        }
    }
}
