using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>
/// Holds what training keeps and computes again against stacks of transformer blocks in PyTorch, with and without checkpoints;
/// tests/Oracles/README.md has the fields.
/// </summary>
public class CheckpointOracleTests
{
    [Theory]
    [InlineData(Checkpointing.None)]
    [InlineData(Checkpointing.Selective)]
    [InlineData(Checkpointing.Full)]
    public void Training_keeps_and_computes_again_what_PyTorch_does(Checkpointing checkpointing)
    {
        var differing = new List<string>();
        int cases = 0;
        foreach (string line in Fixture.Lines("pytorch-checkpoints.jsonl"))
        {
            JsonElement json = JsonDocument.Parse(line).RootElement;
            JsonElement theirs = json.GetProperty("kept").GetProperty(checkpointing.ToString());
            MemoryMeasurement row = MemoryMeasurement.Of(
                new Network(Stack(json)),
                new MemoryOptions { BatchSize = Long(json, "batch"), Training = new TrainingOptions { Checkpointing = checkpointing } });
            if ((row.SavedBytes, row.RecomputedBytes, row.RecomputedMacs) != (Long(theirs, "saved"), Long(theirs, "again"), Long(theirs, "macs")))
            {
                differing.Add($"ours {row.SavedBytes}, {row.RecomputedBytes} and {row.RecomputedMacs}: {line}");
            }

            cases++;
        }

        Assert.True(cases >= 60, $"only {cases} cases");
        Assert.True(differing.Count == 0, $"{differing.Count} of {cases} differ:\n{string.Join('\n', differing.Take(10))}");
    }

    private static Layer Stack(JsonElement json)
    {
        long keyWidth = Long(json, "keyWidth");
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention { Heads = Long(json, "heads"), KeyWidth = keyWidth, Dropout = json.GetProperty("dropout").GetBoolean() ? 0.1 : 0 },
            FeedForward = new FeedForwardBlock { Hidden = Long(json, "hidden"), Function = Enum.Parse<ActivationFunction>(json.GetProperty("function").GetString()!) },
            IsPreNorm = json.GetProperty("preNorm").GetBoolean(),
        };
        return Enumerable.Range(0, (int)Long(json, "blocks")).Aggregate(
            Build.Input(Long(json, "positions"), Long(json, "width")), (before, i) => block.On(before, null, new BlockScope($"block{i}")));
    }

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
