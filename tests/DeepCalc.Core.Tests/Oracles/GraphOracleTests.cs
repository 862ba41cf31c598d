using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>Replays random networks with branches that PyTorch and TensorFlow.js ran.</summary>
public class GraphOracleTests
{
    public static TheoryData<string, int> Fixtures => new()
    {
        { "pytorch-graphs.jsonl", 120 },
        { "keras-graphs.jsonl", 120 },
    };

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Shapes_parameters_and_multiply_adds_of_every_node_and_of_the_whole_agree(string fixture, int least)
    {
        int cases = 0;
        int merges = 0;
        foreach (GraphCase graph in GraphCase.Read(fixture))
        {
            cases++;
            Dictionary<string, Layer> layers = graph.Build();
            Network network = graph.Join(layers);
            foreach (JsonElement node in graph.Nodes.EnumerateArray())
            {
                Layer layer = layers[node.GetProperty("name").GetString()!];
                merges += layer.Inputs.Count > 1 ? 1 : 0;
                long?[] theirs = [.. node.GetProperty("output").EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Null ? (long?)null : size.GetInt64())];
                Assert.True(theirs.SequenceEqual(layer.OutputShape.Sizes.Select(size => size.KnownValue)), $"{layer.Name}: {layer.OutputShape} -- {graph}");
                bool isShared = node.TryGetProperty("sharedWith", out _);
                Assert.True(ParameterMeasure.Of(network, layer).Total.Value == (isShared ? 0 : node.GetProperty("parameters").GetInt64()), $"{layer.Name} -- {graph}");
            }

            ParameterCount count = ParameterMeasure.Of(network).Total;
            Assert.True((count.Total.Value, count.Trainable.Value) == (graph.Parameters, graph.Trainable), $"{count} -- {graph}");
            Assert.True(graph.Macs is null || OperationMeasure.Of(network).Total.Macs.Value == graph.Macs, $"{OperationMeasure.Of(network).Total.Macs} -- {graph}");
        }

        Assert.True(cases >= least, $"only {cases} graphs");
        Assert.True(merges >= cases, $"only {merges} merges");
    }

    [Fact]
    public void A_unit_depends_on_the_rows_and_columns_that_have_a_gradient()
    {
        int cases = 0;
        foreach (GraphCase graph in GraphCase.Read("pytorch-graphs.jsonl").Where(graph => graph.Field is not null))
        {
            cases++;
            JsonElement field = graph.Field!.Value;
            long[] unit = Numbers(field.GetProperty("unit"))!;
            UnitFieldMeasurement[] rows = [.. UnitFieldMeasurement.Of(graph.Join(graph.Build()), unit)];
            long[]? first = Numbers(field.GetProperty("first"));
            long[]? last = Numbers(field.GetProperty("last"));
            if (first is null || last is null)
            {
                // A unit in the padding sees nothing on one axis at least.
                Assert.Contains(rows, row => row.ClippedFirst is null);
                continue;
            }

            for (int axis = 0; axis < 2; axis++)
            {
                Assert.True((first[axis], last[axis]) == (rows[axis].ClippedFirst, rows[axis].ClippedLast), $"{rows[axis]} -- {graph}");
            }
        }

        Assert.True(cases >= 50, $"only {cases} fields");
    }

    private static long[]? Numbers(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : [.. json.EnumerateArray().Select(number => number.GetInt64())];
}
