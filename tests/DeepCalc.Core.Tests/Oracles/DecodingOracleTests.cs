using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>Holds the work of next positions, and what is remembered, against attention in PyTorch that reads what an earlier pass left.</summary>
public class DecodingOracleTests
{
    [Fact]
    public void Next_positions_do_the_work_that_PyTorch_does()
    {
        var open = new List<string>();
        int cases = 0;
        foreach (string line in Fixture.Lines("pytorch-decoding.jsonl"))
        {
            JsonElement json = JsonDocument.Parse(line).RootElement;
            Layer[] inputs = [.. json.GetProperty("inputs").EnumerateArray().Select(shape => Build.Input([.. shape.EnumerateArray().Select(size => (Quantity)size.GetInt64())]))];
            Layer layer = new LayerSpec(json.GetProperty("layer").GetString()!, json.GetProperty("settings")).On("layer", inputs);
            Work work = new Network(layer).After(json.GetProperty("past").GetInt64()).Output.Work();
            Quantity positions = layer.States()[0].IsPerPosition ? 1 : inputs[^1].OutputShape[0];
            (long macs, long remembered) = (json.GetProperty("macs").GetInt64(), (json.GetProperty("remembered").GetInt64() * positions).Value);
            if (work.Macs != macs || layer.States().Sum(state => state.Elements.Value) != remembered)
            {
                open.Add($"theirs {macs} and {remembered}, ours {work.Macs} and {string.Join(" + ", layer.States().Select(state => state.Elements))}: {line}");
            }

            cases++;
        }

        Assert.True(cases > 400, $"only {cases} cases");
        Assert.True(open.Count == 0, $"{open.Count} of {cases} differ:\n{string.Join('\n', open.Take(20))}");
    }
}
