using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace DeepCalc.Tests.Formats.Keras;

/// <summary>Helpers of the Keras tests.</summary>
internal static class KerasFiles
{
    public static Network Read(string json, ImportOptions? options = null) => Read(Encoding.UTF8.GetBytes(json), options);

    public static Network Read(byte[] file, ImportOptions? options = null) =>
        new(KerasFormat.Read(new MemoryStream(file), "model", options ?? new ImportOptions()));

    public static DeepCalcException Refusal(string json, ImportOptions? options = null) => Assert.Throws<DeepCalcException>(() => Read(json, options));

    /// <summary>A Sequential model of one layer on an input with a given shape.</summary>
    public static string One(string className, string config, string input = "[null, 12, 10, 4]") =>
        $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": {{{input}}}}}, {"class_name": "{{{className}}}", "config": {"name": "it"{{{(config.Length == 0 ? "" : ", " + config)}}}}}]}}""";

    /// <summary>A functional model of one layer on several inputs, in the syntax of Keras 3.</summary>
    public static string OnInputs(string className, string config, string args, string kwargs, params string[] shapes)
    {
        string inputs = string.Concat(shapes.Select((shape, i) => $$"""{"module": "keras.layers", "class_name": "InputLayer", "config": {"name": "in{{i}}", "batch_shape": {{shape}}}, "registered_name": null, "name": "in{{i}}", "inbound_nodes": []}, """));
        return $$$"""{"module": "keras", "class_name": "Functional", "registered_name": null, "config": {"name": "f", "layers": [{{{inputs}}} {"module": "keras.layers", "class_name": "{{{className}}}", "config": {"name": "it"{{{(config.Length == 0 ? "" : ", " + config)}}}}, "registered_name": null, "name": "it", "inbound_nodes": [{"args": [{{{args}}}], "kwargs": {{{{kwargs}}}}}]}], "input_layers": [["in0", 0, 0]], "output_layers": [["it", 0, 0]]}}""";
    }

    /// <summary>A reference to an output in the syntax of Keras 3.</summary>
    public static string Tensor(string layer, string shape = "null", int node = 0, int index = 0) =>
        $$$"""{"class_name": "__keras_tensor__", "config": {"shape": {{{shape}}}, "dtype": "float32", "keras_history": ["{{{layer}}}", {{{node}}}, {{{index}}}]}}""";

    public static long Parameters(Network network) => ParameterMeasure.Of(network).Total.Total.Value;

    /// <summary>The models that TensorFlow.js wrote.</summary>
    public static IEnumerable<JsonElement> Models() =>
        Fixture.Lines("keras-models.jsonl").Select(line => JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 }).RootElement);

    public static byte[] Archive(byte[] json, CompressionLevel level = CompressionLevel.Optimal) => Archive(level, ("config.json", json));

    public static byte[] Archive(params (string Name, string Text)[] entries) =>
        Archive(CompressionLevel.Optimal, [.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Text)))]);

    public static byte[] Archive(CompressionLevel level, params (string Name, byte[] Contents)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] contents) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(contents);
            }
        }

        return stream.ToArray();
    }
}
