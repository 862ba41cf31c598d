using System.Text;
using DeepCalc.Formats.PyTorch;
using DeepCalc.Tests.Formats.Keras;

namespace DeepCalc.Tests.Formats.PyTorch;

public class TorchFormatTests
{
    public static TheoryData<string> Names => [.. TorchFixture.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tensors_are_those_that_PyTorch_finds(string name)
    {
        TorchFixture file = TorchFixture.All[name];
        CheckpointContents contents = TorchFormat.Contents(new MemoryStream(file.File), default);

        Assert.Equal(
            file.Tensors.Select(row => (row.Name, string.Join('x', row.Shape))),
            contents.Weights.Select(tensor => (tensor.Name, string.Join('x', tensor.Sizes))));
        Assert.Equal(file.Tensors.Select(row => NameOf(row.Type)), contents.Weights.Select(tensor => (tensor.StorageType ?? $"{tensor.Type}").Split(',')[0]));
        Assert.All(file.Tensors.Zip(contents.Weights), pair => Assert.Equal(pair.Second.Role == TensorRole.View ? 0 : pair.First.Bytes, pair.Second.Bytes));
        Assert.Empty(contents.Warnings);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Totals_are_those_of_the_different_elements(string name)
    {
        TorchFixture file = TorchFixture.All[name];
        if (file.Tensors.Length == 0)
        {
            return;
        }

        var network = new Network(Import(file));
        Assert.Equal((file.Parameters, (long?)file.Bytes), (ParameterMeasurement.Of(network).Parameters, StorageMeasure.Of(network)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parts_are_separate_with_the_bytes_of_their_storages(string name)
    {
        TorchFixture file = TorchFixture.All[name];
        CheckpointContents contents = TorchFormat.Contents(new MemoryStream(file.File), default);

        Assert.Equal(file.Optimizer, PartOf(CheckpointPart.Optimizer));
        Assert.Equal(file.Average, PartOf(CheckpointPart.Average));

        long[] PartOf(CheckpointPart part) => [contents.Parts[part].Tensors, contents.Parts[part].Bytes];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Calls_are_those_that_Python_would_make(string name)
    {
        TorchFixture file = TorchFixture.All[name];
        IReadOnlyList<CheckpointCall> calls = TorchFormat.Contents(new MemoryStream(file.File), default).Calls;

        Assert.Equal(file.Calls.Order(StringComparer.Ordinal), calls.Where(call => !call.IsAllowed).Select(call => call.Call).Order(StringComparer.Ordinal));
        if (file.Globals is { } globals)
        {
            Assert.Equal(globals, calls.Select(call => call.Function).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Buffers_and_frozen_parameters_are_separate(string name)
    {
        TorchFixture file = TorchFixture.All[name];
        IReadOnlyList<ListedTensor> tensors = TorchFormat.Contents(new MemoryStream(file.File), default).Weights;
        var weights = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.ToWeight());

        Assert.All(file.Tensors.Where(row => row.Buffer), row => Assert.True(weights[row.Name] is { IsBuffer: true, IsTrainable: false }));
        Assert.All(file.Tensors.Where(row => row.Frozen), row => Assert.True(weights[row.Name] is { IsBuffer: false, IsTrainable: false }));
    }

    // The states of many objects are one dictionary, the arguments of many calls one tuple, and many keys have one value.
    [Fact]
    public void What_a_file_repeats_is_searched_once()
    {
        const int Count = 100_000;
        string entries = string.Concat(Enumerable.Range(0, Count).Select(i => FormattableString.Invariant($"I{i}\n]")));
        string[] files =
        [
            $"}}({entries}uq\u0001]({Repeat("cm\nf\n)Rh\u0001b")}e.",
            $"({Repeat("]")}tq\u0001]({Repeat("cm\nf\nh\u0001R")}e.",
            $"}}({entries}uq\u0001}}({string.Concat(Enumerable.Range(0, Count).Select(i => FormattableString.Invariant($"Vk{i}\nh\u0001")))}u.",
        ];
        Assert.All(files, file => Assert.Empty(TorchFormat.Contents(new MemoryStream([0x80, 2, .. Encoding.Latin1.GetBytes(file)]), default).Weights));

        static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, Count));
    }

    [Fact]
    public void Names_that_are_too_long_to_tell_apart_are_an_error()
    {
        string name = new('n', 2_000);
        string file = $"}}V{name}\n]s.";
        Assert.Contains("a name of more than 1024 bytes", Assert.Throws<DeepCalcException>(() => TorchFormat.Contents(new MemoryStream([0x80, 2, .. Encoding.Latin1.GetBytes(file)]), default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_alone_is_no_network()
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Import(TorchFixture.All["optimizer-only"]));
        Assert.Equal(ErrorCode.FormatUnknown, error.Code);
        Assert.Contains("the state of an optimizer, 18 tensors with 1256 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_say_the_parts_that_are_left_out_and_the_code_that_is_not_run()
    {
        Assert.Equal(
            [
                "PyTorch, zip; nothing in the file is run.",
                "The weights are in model.",
                "Each name begins with module. which is left out.",
                "Left out: a moving average of the weights, 9 tensors with 656 bytes.",
                "Left out: the state of an optimizer, 18 tensors with 1256 bytes.",
                "Left out: other values, 1 tensor with 5056 bytes.",
            ],
            Facts("checkpoint-zip"));
        Assert.Contains("torch.load runs code that its list of weights_only does not allow: posix.system('echo this could be anything').", Facts("command"));
        Assert.Contains("2 tensors share their elements, which are counted once: embed.weight, head.weight.", Facts("tied-legacy"));

        static IReadOnlyList<string> Facts(string name) => TorchFormat.Contents(new MemoryStream(TorchFixture.All[name].File), default).Facts;
    }

    [Fact]
    public void A_set_of_files_with_an_index_is_one_network()
    {
        Dictionary<string, byte[]> folder = Shards.Torch("m");
        folder["m.bin.index.json"] = Encoding.UTF8.GetBytes(Shards.Index(("0.weight", "m-00001-of-00002.bin"), ("embed.weight", "m-00002-of-00002.bin")));
        long both = TorchFixture.All["state-zip"].Parameters + TorchFixture.All["tied-zip"].Parameters;
        Assert.All(folder.Keys, file => Assert.Equal(both, ParameterMeasurement.Of(Shards.Import(folder, file)).Parameters));

        folder["m.bin.index.json"] = Encoding.UTF8.GetBytes(Shards.Index(("lost", "m-00001-of-00002.bin")));
        Assert.Contains("the index places the tensor lost in this file", Assert.Throws<DeepCalcException>(() => Shards.Import(folder, "m.bin.index.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_with_two_pickles_is_refused_since_it_is_unclear_which_one_runs()
    {
        byte[] file = KerasFiles.Archive(("a/data.pkl", "N."), ("b/DATA.PKL", "N."));
        Assert.Contains("2 entries named data.pkl", Assert.Throws<DeepCalcException>(() => TorchFormat.Contents(new MemoryStream(file), default)).Message, StringComparison.Ordinal);
    }

    private static string NameOf(string type) => type switch
    {
        "float32" => "Float32",
        "float64" => "Float64",
        "float16" => "Float16",
        "bfloat16" => "BFloat16",
        "int8" => "Int8",
        "int16" => "Int16",
        "int32" => "Int32",
        "int64" => "Int64",
        "uint8" => "UInt8",
        "bool" => "Boolean",
        "complex64" => "Complex64",
        "complex128" => "Complex128",
        "qint8" => "QInt8",
        "quint8" => "QUInt8",
        _ => type,
    };

    private static Layer Import(TorchFixture file) => NetworkFile.Import(new MemoryStream(file.File), "file.pt", new ImportOptions());
}
