using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>Holds what units see against the positions that change them in PyTorch, axis by axis.</summary>
public class ViewOracleTests
{
    [Fact]
    public void Units_see_the_positions_that_change_them()
    {
        var kinds = new Dictionary<string, int>();
        int cases = 0;
        foreach (string line in Fixture.Lines("pytorch-views.jsonl"))
        {
            JsonElement json = JsonDocument.Parse(line).RootElement;
            long[] sizes = Numbers(json.GetProperty("inputs")[0]);
            Layer input = new(new Input(new TensorShape(Layout.ChannelsFirst, [.. sizes.Select(size => (Quantity)size)])), null);
            Layer layer = new LayerSpec(json.GetProperty("layer").GetString()!, json.GetProperty("settings")).On("layer", input);
            Assert.Equal(Numbers(json.GetProperty("output")), layer.OutputShape.Sizes.Select(size => size.Value));
            cases++;
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                AxisView view = layer.View(0, axis);
                string kind = $"{json.GetProperty("layer").GetString()} {view.Kind}";
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                if (view.Kind != ViewKind.Window || view.OutputAxis < 0)
                {
                    continue;
                }

                JsonElement seen = json.GetProperty("views")[axis][view.OutputAxis];
                for (int unit = 0; unit < seen.GetArrayLength(); unit++)
                {
                    PhaseWindow window = view.At(unit);
                    IEnumerable<long> said = Enumerable.Range(0, (int)window.Count).Select(i => window.Start + (i * view.Dilation)).Where(position => position >= 0 && position < sizes[axis]);

                    // What lies over the edge is taken from the position at the edge.
                    long[] found = Numbers(seen[unit]);
                    Assert.True(said.SequenceEqual(found), $"axis {axis}, unit {unit}: {string.Join(',', said)} and not {string.Join(',', found)}: {line[..Math.Min(line.Length, 400)]}");
                }
            }
        }

        Assert.True(cases >= 500, $"only {cases} cases");

        // No view of these but a window that is known, or what the documentation says of it.
        Assert.All(["ChannelShuffle", "Roll", "Upsampling", "LocalResponse"], layer => Assert.All(kinds.Keys.Where(kind => kind.StartsWith(layer, StringComparison.Ordinal)), kind => Assert.EndsWith("Window", kind, StringComparison.Ordinal)));
        Assert.True(kinds["Fold Window"] > 20, "too few foldings on one axis");
    }

    private static long[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(number => number.GetInt64())];
}
