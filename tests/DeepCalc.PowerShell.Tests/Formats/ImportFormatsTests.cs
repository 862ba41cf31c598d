using System.IO.Compression;
using System.Management.Automation;
using System.Text;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>Files of every format, and foreign files: the output and errors of the cmdlets.</summary>
public sealed class ImportFormatsTests : IClassFixture<Session>, IDisposable
{
    private const string Models = "\"$examples/models";

    // A Sequential model of Keras 2 with a Lambda in it.
    private const string WithLambda = """
        {"class_name": "Sequential", "config": {"name": "s", "layers": [
            {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, null, 4]}},
            {"class_name": "Dense", "config": {"name": "dense", "units": 3, "activation": "relu"}},
            {"class_name": "Lambda", "config": {"name": "magic"}},
            {"class_name": "Dense", "config": {"name": "last", "units": 2}}]}}
        """;

    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public ImportFormatsTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("resnet18.onnx", "resnet18", "1x3x224x224", "1x1000", 11_684_712L, "50 of 50 layers counted")]
    [InlineData("residual.keras", "residual", "HxWx3", "10", 3_034L, "3 of 11 layers counted, 8 depend on H, W")]
    [InlineData("gpt2/config.json", "gpt2", "T", "Tx50257", 124_439_808L, "2 of 101 layers counted, 99 depend on T")]
    [InlineData("digits.safetensors", "digits", "", "", 1_402L, "0 of 3 layers counted, 3 unknown: conv, head, norm")]
    [InlineData("tiny-q4_0.gguf", "tiny-q4_0", "T", "Tx32", 43_200L, "2 of 14 layers counted, 12 depend on T")]
    public void Every_kind_of_file_is_a_row(string file, string network, string input, string output, long parameters, string coverage)
    {
        PSObject row = Assert.Single(_session.Output($"Import-Network {Models}/{file}\" | Measure-Network"));

        Assert.Equal((network, input, output), (row.Properties["Network"].Value, row.Properties["InputShape"].Value, row.Properties["OutputShape"].Value));
        Assert.Equal(parameters, row.Properties["Parameters"].Value);
        Assert.StartsWith(coverage, (string)row.Properties["Coverage"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_open_axes_of_Keras_are_named_after_their_meaning()
    {
        PSObject row = Assert.Single(_session.Output($"Import-Network {Models}/residual.keras\" -Size @{{ h = 32; w = 32 }} | Measure-Network"));
        const long Macs = 32 * 32 * 16 * 9 * (3 + 16) + 160;
        Assert.Equal(("32x32x3", Macs, false), (row.Properties["InputShape"].Value, row.Properties["Macs"].Value, row.Properties["IsLowerBound"].Value));

        Assert.Equal(
            "residual.keras: no size is named 'height'; the file has H, W.",
            _session.Error($"Import-Network {Models}/residual.keras\" -Size @{{ height = 32 }}").Exception.Message);
    }

    [Fact]
    public void The_length_of_a_sequence_of_Hugging_Face_is_T()
    {
        Assert.Equal(145_824_153_600, _session.Value($"Import-Network {Models}/gpt2/config.json\" -Size @{{ T = 1024 }} | Measure-Operation", "Macs"));
        Assert.Equal(145_824_153_600, _session.Value($"Import-Network {Models}/gpt2/config.json\" | Measure-Operation -InputShape 1024", "Macs"));
        Assert.StartsWith("gpt2/config.json: wpe: the input 1025x768 has 1025 positions, but only 1024 have a vector", _session.Error($"Import-Network {Models}/gpt2/config.json\" -Size @{{ T = 1025 }}").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "T, 3x224x224", "1", 151_277_313L)]
    [InlineData("-Part Text", "T", "512", 63_428_096L)]
    [InlineData("-Part vision", "3x224x224", "512", 87_849_216L)]
    public void A_part_of_a_network_of_texts_and_images_is_a_network(string part, string input, string output, long parameters)
    {
        PSObject row = Assert.Single(_session.Output($"Import-Network {Models}/clip/config.json\" {part} | Measure-Network"));
        Assert.Equal((input, output, parameters), (row.Properties["InputShape"].Value, row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("gpt2/config.json", "Text", "the family gpt2 is one network; leave out -Part")]
    [InlineData("resnet18.onnx", "Vision", "-Part is valid only for a config.json of a network of text and images; to cut this network at a layer, give -Output")]
    [InlineData("clip/config.json", "Text,Vision", "are 2 values")]
    [InlineData("clip/config.json", "Audio", "Text, Vision")]
    public void Other_networks_and_parts_are_refused(string file, string part, string says) =>
        Assert.Contains(says, _session.Error($"Import-Network {Models}/{file}\" -Part {part}").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void Formulas_name_the_open_sizes() =>
        Assert.Equal("18432·T² + 123532032·T", _session.Value($"Import-Network {Models}/gpt2/config.json\" | Measure-Operation", "MacsFormula"));

    [Fact]
    public void A_network_of_Keras_is_cut_and_continued()
    {
        Assert.Equal("HxWx16", _session.Value($"Import-Network {Models}/residual.keras\" -Output Relu | Get-OutputShape", "OutputShape"));
        Assert.Equal("5", _session.Value($"Import-Network {Models}/residual.keras\" -Output relu | New-PoolLayer -Global | New-DenseLayer 5 | Get-OutputShape", "OutputShape"));
        Assert.Equal(3_034L - 170 + 85, _session.Value($"Import-Network {Models}/residual.keras\" -Output relu | New-PoolLayer -Global | New-DenseLayer 5 | Measure-Parameter", "Parameters"));

        // The name of a layer with an activation gives the Keras layer's output, activation included.
        Assert.Equal("classes/activation", Assert.IsType<Layer>(Assert.Single(_session.Output($"Import-Network {Models}/residual.keras\" -Output classes")).BaseObject).Name);
        Assert.Contains("no layer named 'nothing'. Its layers are image, stem", _session.Error($"Import-Network {Models}/residual.keras\" -Output nothing").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_and_working_are_as_for_composed_networks()
    {
        PSObject[] fields = _session.Output($"Import-Network {Models}/residual.keras\" -Output relu | Measure-ReceptiveField");
        Assert.Equal([(5L, 1.0), (5L, 1.0)], fields.Select(row => ((long)row.Properties["Size"].Value, (double)row.Properties["Jump"].Value)));

        object?[] steps = [.. _session.Output($"Import-Network {Models}/residual.keras\" | Show-Calculation Parameter, Operation -Layer stem").Select(step => step.Properties["Working"].Value)];
        Assert.Contains("params = Fh·Fw·Cin·K = 3·3·3·16 = 432", steps);
        Assert.Contains("MACs = n·t = (16·H·W)·27 = 432·H·W", steps);
    }

    [Fact]
    public void A_Lambda_is_unknown_and_an_error_if_asked_for()
    {
        Write("lambda.json", WithLambda);

        PSObject row = Assert.Single(_session.Output("Import-Network $folder/lambda.json | Measure-Network"));
        Assert.Equal(("1 of 5 layers counted, 2 depend on T, 2 unknown, from here on: magic", true), (row.Properties["Coverage"].Value, row.Properties["IsLowerBound"].Value));
        Assert.Equal("?", _session.Value("Import-Network $folder/lambda.json -Output magic | Get-OutputShape", "OutputShape"));
        ErrorRecord error = _session.Error("Import-Network $folder/lambda.json -Strict");
        Assert.Equal("LayerUnknown,DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.Contains("lambda.json: magic", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_of_a_layer_that_runs_code_can_be_given()
    {
        Write("lambda.json", """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
              {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 64, 64, 3], "name": "in"}},
              {"class_name": "Lambda", "config": {"name": "normalise", "function": ["4wEAAAA=", null, null], "output_shape": null}},
              {"class_name": "Conv2D", "config": {"name": "c1", "filters": 24, "kernel_size": [5, 5], "strides": [2, 2], "padding": "valid"}},
              {"class_name": "Flatten", "config": {"name": "f"}}, {"class_name": "Dense", "config": {"name": "d", "units": 1}}]}}
            """);
        foreach (string shape in (string[])["'64,64,3'", "64,64,3", "'64x64x3'"])
        {
            PSObject row = Assert.Single(_session.Output($"Import-Network $folder/lambda.json -Shape @{{ Normalise = {shape} }} | Measure-Network"));
            Assert.Equal((23_425L, 1_641_600L), (row.Properties["Parameters"].Value, row.Properties["Macs"].Value));
            Assert.Contains("normalise", (string)row.Properties["UncountedOperations"].Value, StringComparison.Ordinal);
        }

        Assert.Equal(
            "lambda.json: -Shape gives the output of a layer whose shape cannot be known, and 'lambda' is none; the file has c1, d, f, normalise.",
            _session.Error("Import-Network $folder/lambda.json -Shape @{ lambda = 3, 4, 5 }").Exception.Message);
        Assert.StartsWith("the value of 'x' in -Shape: ", _session.Error("Import-Network $folder/lambda.json -Shape @{ x = 'a b' }").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_of_an_operator_that_is_unknown_can_be_given()
    {
        File.WriteAllBytes(Path.Combine(_folder, "custom.onnx"), new DeepCalc.Tests.Formats.Onnx.ModelBuilder()
            .Input("x", "batch", 3, 8, 8).Weight("k", 5, 7).Node("Mystery", ["x", "k"], ["magic"]).Weight("w", 4, 2, 1, 1).Node("Conv", ["magic", "w"], ["y"]).Output("y").ToArray());
        PSObject unknown = Assert.Single(_session.Output("Import-Network $folder/custom.onnx | Measure-Network"));
        PSObject row = Assert.Single(_session.Output("Import-Network $folder/custom.onnx -Shape @{ magic = 'batch,2,6,6' } | Measure-Network"));
        Assert.Equal((43L, 43L), (unknown.Properties["Parameters"].Value, row.Properties["Parameters"].Value));
        Assert.Equal("batchx4x6x6", row.Properties["OutputShape"].Value);
        Assert.Equal(4L * 36 * 2, _session.Value("Import-Network $folder/custom.onnx -Size @{ batch = 1 } -Shape @{ magic = 'batch,2,6,6' } | Measure-Network", "Macs"));
    }

    [Fact]
    public void Weights_in_the_file_are_those_of_the_layer_that_runs_code()
    {
        Write("model.json", """
            {"format": "layers-model", "modelTopology": {"class_name": "Sequential", "config": {"name": "s", "layers": [
              {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 8], "name": "in"}},
              {"class_name": "Private", "config": {"name": "own"}}, {"class_name": "Dense", "config": {"name": "d", "units": 2}}]}},
             "weightsManifest": [{"paths": ["a.bin"], "weights": [
              {"name": "own/kernel", "shape": [8, 5], "dtype": "float32"}, {"name": "own/table", "shape": [3], "dtype": "float32", "quantization": {"dtype": "uint8"}},
              {"name": "d/kernel", "shape": [4, 2], "dtype": "float32"}, {"name": "d/bias", "shape": [2], "dtype": "float32"}]}]}
            """);
        Assert.Equal(43L + 10, _session.Value("Import-Network $folder/model.json -Shape @{ own = 4 } | Measure-Parameter", "Parameters"));
        Assert.Equal(["kernel 160", "table 3"], _session.Output("Import-Network $folder/model.json -Shape @{ own = 4 } | Measure-Parameter -PerWeight").Take(2).Select(row => $"{row.Properties["Weight"].Value} {row.Properties["Bytes"].Value}"));
    }

    [Fact]
    public void Checkpoints_give_parameters_types_and_bytes_and_no_work()
    {
        PSObject[] rows = _session.Output($"Import-Network {Models}/digits.safetensors\" | Measure-Parameter -PerWeight");
        Assert.Equal(
            ["conv bias 8 8 Float32 32", "conv weight 8x1x3x3 72 Float32 288", "head bias 10 10 Float16 20", "head weight 10x128 1280 Float16 2560", "norm bias 8 8 Float32 32", "norm num_batches_tracked scalar 0 Int64 8"],
            rows.Take(6).Select(Describe));
        Assert.Equal("model.layers.0/attention query_kernel 64x64 4096 Q4_0 2304", Describe(_session.Output($"Import-Network {Models}/tiny-q4_0.gguf\" | Measure-Parameter -PerWeight")[2]));

        PSObject network = Assert.Single(_session.Output($"Import-Network {Models}/digits.safetensors\" | Measure-Network"));
        Assert.All(["Macs", "Flops", "Multiplications", "Additions", "ReceptiveField"], name => Assert.Null(network.Properties[name].Value));
        Assert.Equal((1_386L, 16L, true), (network.Properties["TrainableParameters"].Value, network.Properties["NonTrainableParameters"].Value, network.Properties["IsLowerBound"].Value));
        Assert.All(_session.Output($"Import-Network {Models}/digits.safetensors\" | Measure-Layer"), row => Assert.Null(row.Properties["Macs"].Value));
        Assert.DoesNotContain(_session.Output($"Import-Network {Models}/digits.safetensors\" | Show-Calculation"), step => step.Properties["Quantity"].Value is "Total multiply-adds");

        static string Describe(PSObject row) => string.Join(' ', ((string[])["Layer", "Weight", "Shape", "Parameters", "Type", "Bytes"]).Select(name => row.Properties[name].Value));
    }

    [Theory]
    [InlineData("Measure-Operation", "SizeUnknown", "a file of weights does not hold")]
    [InlineData("Measure-Operation -InputShape 8,8,1", "LayerUnknown", "a file of weights does not hold")]
    [InlineData("Measure-ReceptiveField", "LayerUnknown", "a file of weights does not hold")]
    [InlineData("New-DenseLayer 5", "AmbiguousInput", "3 outputs")]
    public void Questions_that_a_checkpoint_cannot_answer_are_errors(string question, string id, string says)
    {
        ErrorRecord error = _session.Error($"Import-Network {Models}/digits.safetensors\" | {question}");
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_inputs_are_valid_only_for_ONNX()
    {
        ErrorRecord error = _session.Error($"Import-Network {Models}/residual.keras\" -Value @{{ image = 1 }}");
        Assert.Equal("InvalidSetting,DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Each_bad_file_is_one_error_that_says_what_it_is_and_the_next_one_follows()
    {
        (string Name, byte[] Bytes, string Id, string Says)[] bad =
        [
            ("a.safetensors.index.json", "{\"metadata\": {}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\"}}"u8.ToArray(), "FileUnreadable", "model-00001-of-00002.safetensors is missing from the folder"),
            ("b.pt", Archive("archive/data.pkl", "\u0080"), "FileCorrupt", "the pickle"),
            ("c.pth", [0x80, 2, .. "}."u8], "FormatUnknown", "Python pickle without weights"),
            ("d.tflite", [0x1C, 0, 0, 0, .. "TFL3"u8], "FormatUnknown", "TensorFlow Lite"),
            ("e.json", "{\"name\": \"package\", \"version\": \"1.0\"}"u8.ToArray(), "FormatUnknown", "unknown file format"),
            ("f.json", Encoding.UTF8.GetBytes("{\"class_name\": " + new string('[', 100_000)), "FileTooLarge", "nested"),
            ("g.json", Encoding.UTF8.GetBytes("{\"model_type\": " + new string('[', 100_000)), "FileTooLarge", "nested"),
            ("h.keras", Archive("config.json", "{\"class_name\": \"Sequential\"}" + new string(' ', 16 << 20)), "FileTooLarge", "unpacked"),
            ("i.keras", Archive("../config.json", WithLambda), "FormatUnknown", "no entry named config.json"),
            ("j.onnx", [], "FileCorrupt", "empty"),
            ("k.gguf", [.. "GGUF"u8, 3, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0], "FileCorrupt", "truncated"),
            ("l.safetensors", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, (byte)'{'], "FileTooLarge", "at most 100000000"),
            ("m.h5", [0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'], "FileCorrupt", "HDF5"),
            ("n.txt", "hello"u8.ToArray(), "FormatUnknown", "supported are"),
            ("o.json", "{\"format\": \"graph-model\", \"modelTopology\": {}}"u8.ToArray(), "FormatUnknown", "graph model"),
        ];
        foreach ((string name, byte[] bytes, _, _) in bad)
        {
            File.WriteAllBytes(Path.Combine(_folder, name), bytes);
        }

        Write("z.json", WithLambda);
        Session.Result result = _session.Run("Import-Network $folder/* | Measure-Network");

        Assert.Equal("z", Assert.Single(result.Output).Properties["Network"].Value);
        Assert.Equal(bad.Select(file => file.Name), result.Errors.Select(error => Path.GetFileName((string)error.TargetObject)).Order(StringComparer.Ordinal));
        foreach ((string name, _, string id, string says) in bad)
        {
            ErrorRecord error = result.Errors.Single(error => ((string)error.TargetObject).EndsWith(name, StringComparison.Ordinal));
            Assert.Equal($"{name}: {id},DeepCalc.Commands.ImportNetworkCommand", $"{name}: {error.FullyQualifiedErrorId}");
            Assert.StartsWith(name + ": ", error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
            Assert.True(error.Exception.Message.Length < 500, error.Exception.Message);
        }
    }

    private static byte[] Archive(string name, string text)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
