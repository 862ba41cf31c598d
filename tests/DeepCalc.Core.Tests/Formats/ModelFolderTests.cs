using DeepCalc.Tests.Formats.Matching;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Formats;

public sealed class ModelFolderTests : IDisposable
{
    private readonly ModelFolderFiles _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_configuration_alone_is_a_network()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(_folder.Add("config.json", SmallLlama.Config).Add("tokenizer.json", "{\"version\": \"1.0\"}").Import());
        Assert.Empty(_folder.Warnings);
        Assert.Equal((SmallLlama.Parameters, (long?)null), (row.Parameters, row.StoredParameters));
    }

    [Fact]
    public void A_checkpoint_alone_is_its_tensors()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(_folder.Tensors("model.safetensors", SmallLlama.Tensors()).Import());
        Assert.Equal((SmallLlama.Parameters, SmallLlama.Parameters, 16.0), (row.Parameters, row.StoredParameters, row.BitsPerWeight));
        Assert.Null(row.Macs);
    }

    [Theory]
    [InlineData("net.onnx")]
    [InlineData("model.onnx")]
    public void A_graph_with_weights_is_a_network(string name)
    {
        NetworkMeasurement row = NetworkMeasurement.Of(_folder.Add(name, Onnx()).Import());
        Assert.Equal(("net", 24L, 24L), (row.Network, row.Parameters, row.StoredParameters));
    }

    [Fact]
    public void The_choice_among_several_is_a_warning()
    {
        _folder.Add("config.json", SmallLlama.Config).Tensors("model.safetensors", SmallLlama.Tensors()).Tensors("consolidated.safetensors", ("tok.weight", "F32", [4])).Add("extra.onnx", Onnx());
        Assert.Equal(SmallLlama.Parameters, NetworkMeasurement.Of(_folder.Import()).StoredParameters);
        Assert.Equal(
            "the folder has several networks or checkpoints; config.json with model.safetensors are taken, and not consolidated.safetensors, extra.onnx. Give the path of a file to import that one.",
            Assert.Single(_folder.Warnings));
    }

    [Fact]
    public void Settings_and_states_beside_a_network_are_none()
    {
        _folder.Add("config.json", SmallLlama.Config).Tensors("model.safetensors", SmallLlama.Tensors())
            .Add("generation_config.json", "{\"architectures\": [\"X\"]}").Tensors("adapter_model.safetensors", ("a.weight", "F32", [4]));
        _folder.Import();
        Assert.Empty(_folder.Warnings);
    }

    [Fact]
    public void An_unknown_architecture_leaves_the_tensors()
    {
        _folder.Add("config.json", "{\"model_type\": \"mystery\"}").Tensors("model.safetensors", ("a.weight", "F16", [4, 2]));
        NetworkMeasurement row = NetworkMeasurement.Of(_folder.Import());
        Assert.Equal((8L, 16.0, (long?)null), (row.Parameters, row.BitsPerWeight, row.Macs));
        Assert.StartsWith("the graph is unknown, and only the tensors of model.safetensors are imported: ", Assert.Single(_folder.Warnings), StringComparison.Ordinal);
        Assert.Contains("mystery", _folder.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => _folder.Import(new ImportOptions { IsStrict = true })).Code);
    }

    [Fact]
    public void A_file_that_should_be_a_checkpoint_is_named_with_its_fault()
    {
        _folder.Add("config.json", SmallLlama.Config).Add("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n");
        Assert.Equal(SmallLlama.Parameters, NetworkMeasurement.Of(_folder.Import()).Parameters);
        string warning = Assert.Single(_folder.Warnings);
        Assert.StartsWith("model.safetensors: ", warning, StringComparison.Ordinal);
        Assert.Contains("git lfs pull", warning, StringComparison.Ordinal);
        Assert.EndsWith(" It is left out.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_checkpoint_is_an_error()
    {
        byte[] bytes = Tests.Formats.Safetensors.SafetensorsFile.Of(SmallLlama.Tensors());
        _folder.Add("config.json", SmallLlama.Config).Add("model.safetensors", bytes[..^4]);
        Assert.Equal(ErrorCode.FileCorrupt, Assert.Throws<DeepCalcException>(() => _folder.Import()).Code);
    }

    [Fact]
    public void The_one_network_of_subfolders_is_that_of_the_folder()
    {
        _folder.Add("a/b/config.json", SmallLlama.Config).Tensors("a/b/model.safetensors", SmallLlama.Tensors());
        Assert.Equal(SmallLlama.Parameters, NetworkMeasurement.Of(_folder.Import()).StoredParameters);
        _folder.Add("c/config.json", SmallLlama.Config);
        Assert.Null(NetworkFile.ImportFolder(_folder.Path, new ImportOptions()));
    }

    [Fact]
    public void The_cache_of_huggingface_hub_is_the_newest_snapshot()
    {
        _folder.Add("models--org--small/snapshots/1/config.json", SmallLlama.Config).Add("models--org--small/snapshots/2/config.json", SmallLlama.Config.Replace("50", "60", StringComparison.Ordinal))
            .Add("models--org--small/refs/main", "2");
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(NetworkFile.ImportFolder(_folder.In("models--org--small"), new ImportOptions())!));
        Assert.Equal(("small", SmallLlama.Parameters + 320), (row.Network, row.Parameters));
    }

    [Fact]
    public void An_empty_folder_has_no_network() => Assert.Null(NetworkFile.ImportFolder(_folder.Path, new ImportOptions()));

    [Fact]
    public void Its_files_are_parts()
    {
        _folder.Add("config.json", SmallLlama.Config).Tensors("model.safetensors", SmallLlama.Tensors());
        var parts = new List<string>();
        _folder.Import(new ImportOptions { Part = parts.Add });
        Assert.Equal([_folder.In("config.json"), _folder.In("model.safetensors")], parts);
    }

    [Fact]
    public void An_output_cuts_the_joined_network()
    {
        _folder.Add("config.json", SmallLlama.Config).Tensors("model.safetensors", SmallLlama.Tensors("F32"));
        Network network = _folder.Import(new ImportOptions { Outputs = ["model.norm"] });
        Assert.Equal("model.norm", network.NameOf(network.Output));
        Assert.Equal((4 * (SmallLlama.Parameters - 800), 4 * SmallLlama.Parameters), (NetworkMeasurement.Of(network).Bytes, NetworkMeasurement.Of(network).StoredBytes));
    }

    private static byte[] Onnx() =>
        new ModelBuilder().Input("x", 1, 3, 10, 10).Weight("w", 8, 3, 1, 1).Node("Conv", ["x", "w"], ["conv"]).Output("conv").ToArray();
}
