using System.Text;
using System.Text.Json;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats.Keras;

/// <summary>HDF5 files of weights, from keras-weights.jsonl.gz, against the data sets that h5py finds in them.</summary>
public class KerasWeightsTests
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    internal static readonly IReadOnlyDictionary<string, WeightsFile> Files =
        Fixture.Lines("keras-weights.jsonl").Select(line => JsonSerializer.Deserialize<WeightsFile>(line, Options)!).ToDictionary(file => file.Name);

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tensors_are_the_data_sets_that_h5py_finds(string name)
    {
        WeightsFile file = Files[name];
        List<Weight> weights = [.. Import(file.File).Layers.SelectMany(layer => layer.Weights())];
        DataSet[] expected = [.. file.Tensors.Where(tensor => !tensor.Path.StartsWith("optimizer", StringComparison.Ordinal))];

        Assert.Equal(
            expected.Select(tensor => (string.Join('x', tensor.Shape), NameOf(tensor.Type), tensor.Bytes)).Order(),
            weights.Select(weight => (weight.Shape.Rank == 0 ? "" : $"{weight.Shape}", weight.TypeName!, weight.Bytes!.Value.Value)).Order());
    }

    [Theory]
    [InlineData("legacy", "conv2d: kernel, bias; batch_normalization: gamma, beta, moving_mean, moving_variance; a_dense: kernel, bias", 18 + 2 + 8 + 24 + 3)]
    [InlineData("legacy-fixed", "conv2d: kernel, bias; batch_normalization: gamma, beta, moving_mean, moving_variance; a_dense: kernel, bias", 18 + 2 + 8 + 24 + 3)]
    [InlineData("legacy-whole", "conv2d: kernel, bias; batch_normalization: gamma, beta, moving_mean, moving_variance; a_dense: kernel, bias", 18 + 2 + 8 + 24 + 3)]
    [InlineData("transformers", "bert/tf_bert_model/bert/embeddings/word_embeddings: weight; bert/tf_bert_model/bert/encoder/layer_._0/attention/self/query: kernel", 36)]
    [InlineData("plain", "a: weights; plain: b", 14)]
    public void Names_and_order_are_those_of_the_model(string name, string layers, long parameters)
    {
        Network network = Import(Files[name].File, $"{name}.h5");
        Assert.Equal(layers, string.Join("; ", network.Layers.Select(layer => $"{network.NameOf(layer)}: {string.Join(", ", layer.Weights().Select(weight => weight.Name))}")));
        Assert.Equal(parameters, ParameterMeasurement.Of(network).Parameters);
    }

    [Fact]
    public void Layers_follow_their_names_in_a_file_without_an_order()
    {
        Network network = Import(Files["keras3"].File);
        Assert.Equal(
            ["batch_normalization", "batch_normalization_1", "conv2d", "dense", "dense_2", "dense_10", "functional/layers/dropout/seed_generator", "lstm/cell"],
            network.Layers.Select(layer => network.NameOf(layer)["layers/".Length..^"/vars".Length]));

        // The last two variables of a normalisation are its statistics.
        Assert.Equal(
            [(4, 2), (2, 2)],
            network.Layers.Take(2).Select(layer => (layer.Weights().Count, layer.Weights().Count(weight => weight.IsBuffer && !weight.IsTrainable))));
        Assert.Equal(["2", "3"], network.Layers[0].Weights().Where(weight => weight.IsBuffer).Select(weight => weight.Name));
    }

    [Fact]
    public void A_data_set_with_several_names_is_counted_once()
    {
        Network network = Import(Files["kinds"].File);
        Assert.Equal(1 + 64 + 10 + 3, ParameterMeasurement.Of(network).Parameters);
        Assert.Equal(4 + 512 + 40 + 12, StorageMeasure.Of(network));
    }

    [Fact]
    public void Long_lists_of_names_are_divided_over_attributes()
    {
        Network network = Import(Files["legacy-divided"].File);
        Assert.Equal([.. Enumerable.Range(0, 500).Select(i => $"layer_with_a_long_name_{new string('x', 120)}_{i}")], network.Layers.Select(network.NameOf));
    }

    [Fact]
    public void What_is_left_out_is_said_and_a_file_of_something_else_is_marked()
    {
        var facts = new List<string>();
        var warnings = new List<string>();
        ImportOptions options = new() { Fact = facts.Add, Warning = warnings.Add };
        Import(Files["keras3"].File, options: options);
        Assert.Contains("Left out: the state of an optimizer, 3 tensors with 84 bytes.", facts);
        Assert.Empty(warnings);

        Import(Files["plain"].File, options: options);
        Assert.Equal("The HDF5 file has no mark of Keras; each of its data sets is counted as a weight.", Assert.Single(warnings));
    }

    [Fact]
    public void A_network_is_named_after_its_file_without_the_ending()
    {
        Assert.Equal("model_a", NetworkMeasurement.Of(Import(Files["keras3"].File, "model_a.weights.h5")).Network);
    }

    [Fact]
    public void Shards_with_their_index_are_one_network()
    {
        var folder = new Dictionary<string, byte[]>
        {
            ["m_00000.weights.h5"] = Files["keras3"].File,
            ["m_00001.weights.h5"] = Files["types"].File,
            ["m.weights.json"] = Encoding.UTF8.GetBytes("""{"metadata": {"total_size": 1}, "weight_map": {"/layers/dense/vars": "m_00000.weights.h5", "/layers/brain/vars": ["m_00000.weights.h5", "m_00001.weights.h5"], "/optimizer/vars": "m_00000.weights.h5"}}"""),
        };
        Assert.All(folder.Keys, file => Assert.Equal(8 + 15, Shards.Import(folder, file).Layers.Count));

        // Without the index, a shard is not the whole.
        folder.Remove("m.weights.json");
        var warnings = new List<string>();
        Shards.Import(folder, "m_00000.weights.h5", options => options with { Warning = warnings.Add });
        Assert.Contains("m.weights.json, which lists them, is missing from the folder. The counts are lower bounds.", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => Shards.Import(folder, "m_00000.weights.h5", options => options with { IsStrict = true })).Code);
    }

    [Fact]
    public void A_truncated_file_is_an_error_wherever_it_ends()
    {
        foreach (string name in (string[])["legacy", "keras3", "keras3-latest"])
        {
            byte[] file = Files[name].File;
            for (int length = 0; length < file.Length; length += 97)
            {
                Assert.Equal(ErrorCode.FileCorrupt, Assert.Throws<DeepCalcException>(() => Import(file[..length])).Code);
            }
        }
    }

    // A group within itself is in the fixture of kinds. Here the tree of names of a group has itself as a child.
    [Fact]
    public void A_tree_of_names_that_is_a_cycle_is_an_error()
    {
        byte[] file = Files["legacy-many"].File;
        int tree = Enumerable.Range(0, file.Length - 16).First(at => file.AsSpan(at).StartsWith("TREE"u8) && file[at + 5] == 1);
        BitConverter.TryWriteBytes(file.AsSpan(tree + 24 + 8), (long)tree);
        Assert.Contains("a cycle", Assert.Throws<DeepCalcException>(() => Import(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_a_fractal_heap_are_an_error_that_says_how_to_save_the_file()
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Import(File.ReadAllBytes(Fixture.PathOf("keras-dense.h5"))));
        Assert.Equal(ErrorCode.FormatUnknown, error.Code);
    }

    // The names of JAX and TensorFlow in other files.
    [Fact]
    public void A_slash_separates_modules_as_a_dot_does()
    {
        Network network = new(NetworkFile.Import(new MemoryStream(SafetensorsFile.Of(("params/Dense_0/kernel", "F32", [2, 3]), ("params/Dense_0/bias", "F32", [3]))), "a.safetensors", new ImportOptions()));
        Assert.Equal("params/Dense_0", network.NameOf(Assert.Single(network.Layers)));
    }

    private static Network Import(byte[] file, string name = "m.h5", ImportOptions? options = null) =>
        new(NetworkFile.Import(new MemoryStream([.. file]), name, options ?? new ImportOptions()));

    private static string NameOf(string type) => type switch
    {
        "float16" => "Float16",
        "float32" => "Float32",
        "float64" => "Float64",
        "bfloat16" => "BFloat16",
        "int8" => "Int8",
        "int16" => "Int16",
        "int32" => "Int32",
        "int64" => "Int64",
        "uint8" => "UInt8",
        "uint16" => "UInt16",
        "uint32" => "UInt32",
        "uint64" => "UInt64",
        "bool" => "Boolean",
        "complex64" => "Complex64",
        "complex128" => "Complex128",
        _ => type,
    };

    /// <summary>A file, and what h5py finds in it.</summary>
    internal sealed record WeightsFile(string Name, byte[] File, DataSet[] Tensors);

    /// <summary>A data set: its path, sizes, type in NumPy, and bytes.</summary>
    internal sealed record DataSet(string Path, long[] Shape, string Type, long Bytes);
}
