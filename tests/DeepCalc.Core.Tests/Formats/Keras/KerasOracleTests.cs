using System.Text.Json;

namespace DeepCalc.Tests.Formats.Keras;

/// <summary>Reads models that TensorFlow.js wrote, and compares each layer with its records.</summary>
public class KerasOracleTests
{
    [Fact]
    public void Shapes_and_parameters_of_every_layer_and_of_the_whole_are_those_of_TensorFlow_js()
    {
        int models = 0;
        int layers = 0;
        int shared = 0;
        var failures = new List<string>();
        foreach (JsonElement json in KerasFiles.Models())
        {
            models++;
            try
            {
                Network network = KerasFiles.Read(json.GetProperty("model").GetRawText());
                shared += network.Layers.Any(layer => layer.IsTied) ? 1 : 0;
                layers += Compare(json, network);
            }
            catch (Exception e) when (e is DeepCalcException or Xunit.Sdk.XunitException)
            {
                failures.Add($"line {models}: {e.Message} -- {json.GetRawText()}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {models}: {string.Join(Environment.NewLine, failures.OrderBy(failure => failure.Length).Take(3))}");
        Assert.True(models >= 450, $"only {models} models");
        Assert.True(layers >= 2000, $"only {layers} layers");
        Assert.True(shared >= 25, $"only {shared} models share layers");
    }

    private static int Compare(JsonElement json, Network network)
    {
        int compared = 0;
        foreach (JsonElement expected in json.GetProperty("layers").EnumerateArray())
        {
            string name = expected.GetProperty("name").GetString()!;
            Layer[] parts = [.. network.Layers.Where(layer => IsPart(layer.Name!, name))];
            if (parts.Length == 0 && expected.GetProperty("parameters").GetInt64() == 0)
            {
                // The model has layers that no output uses.
                continue;
            }

            long parameters = parts.Sum(layer => ParameterMeasure.Of(network, layer).Total.Value);
            Assert.True(parameters == expected.GetProperty("parameters").GetInt64(), $"{name} has {parameters} parameters");

            // The last layer of the first call; a nested model ends at its outputs.
            JsonElement outputs = expected.GetProperty("outputs");
            if (outputs.ValueKind != JsonValueKind.Null && network.Layers.LastOrDefault(layer => layer.Name == name || layer.Name == name + "/activation") is { } own)
            {
                compared++;
                Assert.True(Same(outputs[0], own.OutputShape), $"{name} is {own.OutputShape} and not {outputs[0].GetRawText()}");
            }
        }

        JsonElement[] ends = [.. json.GetProperty("outputs").EnumerateArray()];
        Assert.Equal(ends.Length, network.Outputs.Count);
        for (int i = 0; i < ends.Length; i++)
        {
            Assert.True(Same(ends[i], network.Outputs[i].OutputShape), $"output {i} is {network.Outputs[i].OutputShape} and not {ends[i].GetRawText()}");
        }

        ParameterCount total = ParameterMeasure.Of(network).Total;
        Assert.Equal(json.GetProperty("parameters").GetInt64(), total.Total.Value);
        Assert.Equal(json.GetProperty("trainable").GetInt64(), total.Trainable.Value);
        return compared;
    }

    // The layer itself, its parts, and its further calls.
    private static bool IsPart(string part, string name) =>
        part.StartsWith(name, StringComparison.Ordinal) && (part.Length == name.Length || part[name.Length] is '/' or ':');

    private static bool Same(JsonElement theirs, TensorShape ours) =>
        theirs.EnumerateArray().Skip(1).Select(size => size.ValueKind == JsonValueKind.Null ? (long?)null : size.GetInt64()).SequenceEqual(ours.Sizes.Select(size => size.KnownValue));
}
