namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Weights are skipped, whatever their size and position.</summary>
public class LargeWeightsTests
{
    private const int RawData = 9;
    private const int FloatData = 4;

    // The parameters of VGG-16 in torchvision's documentation; the exporter folds batch normalisation away.
    private const long Parameters = 138_357_544;

    private static readonly Lazy<byte[]> Vgg16 = new(() => new TorchvisionFile("vgg16_bn").Open().ToArray());

    [Theory]
    [InlineData(RawData)]
    [InlineData(FloatData)]
    public void Half_a_gigabyte_of_weights_is_not_read(int field)
    {
        using var file = new WeightyFile(Vgg16.Value, field);
        Layer network = Import(file);

        Assert.Equal(Parameters, ParameterMeasurement.Of(new Network(network)).Parameters);
        Assert.InRange(file.Length, 4 * Parameters, 560_000_000);
        Assert.InRange(file.BytesRead, 1, file.Length / 1_000);
    }

    [Fact]
    public void Weights_take_no_memory()
    {
        using var file = new WeightyFile(Vgg16.Value);
        Import(file);
        using var stripped = new MemoryStream(Vgg16.Value);
        long without = Allocated(() => Import(stripped));
        long with = Allocated(() => Import(file));

        Assert.InRange(with, 1, without + (1 << 18));
    }

    [Fact]
    public void Files_of_more_than_two_gigabytes_are_read()
    {
        var model = new ModelBuilder().Input("x", 1, 16_384);
        string last = "x";
        for (int i = 0; i < 3; i++)
        {
            model.Weight($"w{i}", 16_384, 16_400 - (16 * (i % 2 == 0 ? 1 : 0))).Node("MatMul", [last, $"w{i}"], [last = $"y{i}"]);
            if (i == 1)
            {
                model.Constant("ends", TensorBuilder.Of(16_384)).Constant("starts", TensorBuilder.Of(0)).Constant("axes", TensorBuilder.Of(1));
                model.Node("Slice", [last, "starts", "ends", "axes"], [last = "cut"]);
            }
        }

        using var file = new WeightyFile(model.Output(last).ToArray());
        Layer network = Import(file);

        Assert.Equal("1x16384", network.OutputShape.ToString());
        Assert.Equal(16_384L * ((2 * 16_384) + 16_400), ParameterMeasurement.Of(new Network(network)).Parameters);
        Assert.InRange(file.Length, 3L << 30, long.MaxValue);
        Assert.InRange(file.BytesRead, 1, 100_000);
    }

    // The last weight ends after the end of the file.
    [Fact]
    public void A_file_truncated_inside_its_weights_is_refused()
    {
        using var file = new WeightyFile(Vgg16.Value);
        using var cut = new MemoryStream(Head(file, 1 << 20));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Import(cut));
        Assert.Equal(ErrorCode.FileCorrupt, error.Code);
        Assert.Contains("truncated", error.Message);
    }

    // The named file of external data does not exist.
    [Fact]
    public void External_data_files_are_not_opened()
    {
        WireWriter tensor = TensorBuilder.Weight(64, 32).Message("w")
            .Message(13, new WireWriter().Text(1, "location").Text(2, "no such file.data"))
            .Message(13, new WireWriter().Text(1, "length").Text(2, "8192"))
            .Number(14, 1);
        ModelBuilder model = new ModelBuilder().Input("x", 1, 64);
        model.Graph.Message.Message(5, tensor);
        Layer network = model.Node("MatMul", ["x", "w"], ["y"]).Output("y").Import();

        Assert.Equal("1x32", network.OutputShape.ToString());
        Assert.Equal(2048, ParameterMeasurement.Of(new Network(network)).Parameters);
    }

    private static Layer Import(Stream file)
    {
        file.Position = 0;
        return NetworkFile.Import(file, "vgg16.onnx", new ImportOptions());
    }

    private static long Allocated(Func<Layer> import)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(import());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] Head(WeightyFile file, int length)
    {
        var head = new byte[length];
        file.Position = 0;
        file.ReadExactly(head);
        return head;
    }
}
