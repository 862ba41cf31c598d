using System.Text;
using System.Text.Json;

namespace DeepCalc.Tests.Formats.TensorFlowJs;

public class WeightManifestTests
{
    internal const string Weights = """
        [{"paths": ["group1-shard1of2.bin", "group1-shard2of2.bin"], "weights": [
            {"name": "conv/kernel", "shape": [3, 3, 1, 2], "dtype": "float32"},
            {"name": "conv/bias", "shape": [2], "dtype": "float32"},
            {"name": "dense/kernel", "shape": [8, 3], "dtype": "float32", "quantization": {"dtype": "uint8", "min": -1, "scale": 0.1, "original_dtype": "float32"}},
            {"name": "dense/bias", "shape": [3], "dtype": "float32", "quantization": {"dtype": "float16", "original_dtype": "float32"}},
            {"name": "dense_1/kernel", "shape": [], "dtype": "complex64"},
            {"name": "reshape/shape", "shape": [2], "dtype": "int32"},
            {"name": "mask", "shape": [5], "dtype": "bool"}]}]
        """;

    // By hand: 18 + 2 + 24 + 3 + 1 numbers; 72 + 8 + 24 + 6 + 8 + 8 + 5 bytes.
    private const long Parameters = 48;
    private const long Bytes = 131;

    private const string GraphModel = "{\"format\": \"graph-model\", \"generatedBy\": \"2.8.0\", \"modelTopology\": {\"node\": [{\"name\": \"a\", \"op\": \"Const\"}]}, \"weightsManifest\": " + Weights + "}";

    [Theory]
    [InlineData("model.json", GraphModel)]
    [InlineData("model.json", "{\"modelTopology\": {\"node\": []}, \"weightsManifest\": " + Weights + "}")]
    [InlineData("model.json", "{\"modelTopology\": null, \"weightsManifest\": " + Weights + "}")]
    [InlineData("model.json", "{\"weightsManifest\": " + Weights + "}")]
    [InlineData("weights_manifest.json", Weights)]
    public void Tensors_are_those_of_the_manifest(string name, string json)
    {
        Network network = Import(name, json);
        Assert.Equal((Parameters, (long?)Bytes), (ParameterMeasurement.Of(network).Parameters, StorageMeasure.Of(network)));
        Assert.Equal(["conv", "dense", "dense_1", Path.GetFileNameWithoutExtension(name), "reshape"], network.Layers.Select(network.NameOf));
        Assert.Equal(["Float16", "UInt8, scaled"], network.Layers.First(layer => network.NameOf(layer) == "dense").Weights().Select(weight => weight.TypeName));
    }

    public static TheoryData<string> Models => [.. Fixture.Lines("keras-manifests.jsonl").Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Weights_are_those_that_TensorFlow_js_has(string name)
    {
        JsonElement model = Fixture.Lines("keras-manifests.jsonl").Select(line => JsonDocument.Parse(line).RootElement).First(model => model.GetProperty("name").GetString() == name);
        var folder = model.GetProperty("files").EnumerateArray().ToDictionary(file => file[0].GetString()!, file => new byte[file[1].GetInt64()]);
        long bytes = folder.Values.Sum(file => file.LongLength);
        folder["model.json"] = Encoding.UTF8.GetBytes(model.GetProperty("json").GetRawText());
        Network network = Shards.Import(folder, "model.json");
        JsonElement[] weights = [.. model.GetProperty("weights").EnumerateArray()];

        Assert.Equal(weights.Where(weight => weight.GetProperty("dtype").GetString() == "float32").Sum(Elements), ParameterMeasurement.Of(network).Parameters);
        if (name != "layers")
        {
            Assert.Equal(bytes, StorageMeasure.Of(network));
            Assert.Equal(
                weights.Select(weight => (weight.GetProperty("name").GetString()!, Elements(weight))).Order(),
                network.Layers.SelectMany(layer => layer.Weights().Select(weight => (weight.Name == "shape" ? "shape" : $"{network.NameOf(layer)}/{weight.Name}", weight.Count.Value))).Order());
        }

        static long Elements(JsonElement weight) => weight.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64());
    }

    [Fact]
    public void A_layers_model_is_still_a_network_of_layers()
    {
        string json = "{\"format\": \"layers-model\", \"modelTopology\": " + Keras.KerasFiles.One("Dense", "\"units\": 3", "[null, 5]") + ", \"weightsManifest\": " + Weights + "}";
        Assert.Equal(18, ParameterMeasurement.Of(Import("model.json", json)).Parameters);
    }

    [Fact]
    public void Files_of_another_length_are_an_error_and_missing_ones_are_none()
    {
        var folder = new Dictionary<string, byte[]> { ["group1-shard1of2.bin"] = new byte[100], ["model.json"] = Encoding.UTF8.GetBytes(GraphModel) };
        var facts = new List<string>();
        Shards.Import(folder, "model.json", options => options with { Fact = facts.Add });
        Assert.Contains("1 of 2 files of weights are not in the folder; names, shapes and types come from the manifest.", facts);

        folder["group1-shard2of2.bin"] = new byte[Bytes - 100];
        Assert.Equal(Parameters, ParameterMeasurement.Of(Shards.Import(folder, "model.json")).Parameters);

        folder["group1-shard2of2.bin"] = new byte[Bytes - 101];
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Shards.Import(folder, "model.json"));
        Assert.Equal(ErrorCode.FileCorrupt, error.Code);
        Assert.Contains("have 131 bytes in the manifest, but the files have 130", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_outside_the_folder_is_not_opened()
    {
        var opened = new List<string>();
        ImportOptions options = new()
        {
            Place = new FilePlace("model.json", name =>
            {
                opened.Add(name);
                return null;
            }),
        };
        NetworkFile.Import(new MemoryStream(Encoding.UTF8.GetBytes("{\"weightsManifest\": " + Weights.Replace("group1-shard1of2.bin", "../secret", StringComparison.Ordinal) + "}")), "model.json", options);
        Assert.DoesNotContain(opened, name => name.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"weightsManifest": [3]}""", "weights must be a list")]
    [InlineData("""{"weightsManifest": [{"weights": [], "paths": []}]}""", "lists no weights")]
    [InlineData("""{"weightsManifest": [{"weights": [{"shape": [1], "dtype": "float32"}], "paths": []}]}""", "objects with name, shape and dtype")]
    [InlineData("""{"weightsManifest": [{"weights": [{"name": "a", "shape": [1]}], "paths": []}]}""", "a has no dtype")]
    [InlineData("""{"weightsManifest": [{"weights": [{"name": "a", "shape": [-1], "dtype": "float32"}], "paths": []}]}""", "a has a shape with something else than sizes")]
    [InlineData("""{"weightsManifest": [{"weights": [{"name": "a", "shape": [1], "dtype": "float99"}], "paths": []}]}""", "has the type float99")]
    [InlineData("""{"weightsManifest": [{"weights": [{"name": "a", "shape": [4611686018427387904, 4], "dtype": "bool"}], "paths": []}]}""", "has too many elements")]
    [InlineData("""{"weightsManifest": [{"weights": [{"name": "a", "shape": [1], "dtype": "bool"}, {"name": "a", "shape": [1], "dtype": "bool"}], "paths": []}]}""", "a is listed twice")]
    [InlineData("""{"weightsManifest": [{"weights": [{"name": "a", "shape": [1], "dtype": "bool"}], "paths": [1]}]}""", "paths must list the names of files")]
    public void A_damaged_manifest_is_an_error_that_says_the_fault(string json, string says) =>
        Assert.Contains(says, Assert.Throws<DeepCalcException>(() => Import("model.json", json)).Message, StringComparison.Ordinal);

    private static Network Import(string name, string json) => new(NetworkFile.Import(new MemoryStream(Encoding.UTF8.GetBytes(json)), name, new ImportOptions()));
}
