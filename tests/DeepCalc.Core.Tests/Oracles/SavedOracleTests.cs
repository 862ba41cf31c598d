namespace DeepCalc.Tests.Oracles;

/// <summary>Holds what layers keep for the backward pass, and which outputs are views, against PyTorch.</summary>
public class SavedOracleTests
{
    [Fact]
    public void Layers_keep_what_PyTorch_keeps()
    {
        SavedCase[] all = [.. SavedCase.All()];
        var used = new HashSet<SavedExplained>();
        var open = new List<string>();
        foreach (SavedCase c in all)
        {
            (string theirs, string ours) = (Text(c.Inputs, c.Output, c.Own), Text(c.Layer.Storage(), c.Batch));
            if (theirs == ours)
            {
                continue;
            }

            SavedExplained? explained = SavedExplained.All.FirstOrDefault(explained => explained.Covers(c));
            if (explained is null || c.Elements != c.Batch * (Elements(c.Layer, c.Batch) + explained.More(c)))
            {
                open.Add($"theirs {c.Elements} {theirs}, ours {c.Batch * Elements(c.Layer, c.Batch)} {ours}, {explained?.Reason} -- {c}");
                continue;
            }

            used.Add(explained);
        }

        Assert.True(all.Length > 1000, $"only {all.Length} cases");
        Assert.True(open.Count == 0, $"{open.Count} of {all.Length} differ:\n{string.Join('\n', open.Take(40))}");
        Assert.Equal(SavedExplained.All.Select(explained => explained.Reason), SavedExplained.All.Where(used.Contains).Select(explained => explained.Reason));
    }

    // Of both, the elements that only gradients of weights need.
    [Fact]
    public void Frozen_layers_keep_less()
    {
        SavedCase[] all = [.. SavedCase.All()];
        string[] open = [.. all.Select(c => (Case: c, Theirs: c.Elements - c.Frozen, Ours: c.Batch * (Elements(c.Layer, c.Batch) - FrozenElements(c.Layer, c.Batch) + Freed(c))))
            .Where(answer => answer.Theirs != answer.Ours).Select(answer => $"theirs {answer.Theirs}, ours {answer.Ours} -- {answer.Case}")];
        Assert.True(open.Length == 0, $"{open.Length} of {all.Length} differ:\n{string.Join('\n', open.Take(40))}");
    }

    // PyTorch's padding by negative numbers copies what is left, and its repeat copies where its expand does not.
    private static readonly string[] Copied = ["Cropping", "Repeat"];

    [Fact]
    public void Outputs_that_share_memory_in_PyTorch_are_views()
    {
        var copied = new HashSet<string>();
        foreach (SavedCase c in SavedCase.All())
        {
            Storage storage = c.Layer.Storage();
            if (storage.ViewOf != c.ViewOf)
            {
                Assert.True(c.ViewOf < 0 && Copied.Contains(c.Kind), $"theirs {c.ViewOf}, ours {storage.ViewOf}: {c}");
                copied.Add(c.Kind);
            }
            else if (c.ViewOf >= 0 && !c.IsContiguous)
            {
                Assert.True(storage.Order == ViewOrder.Strided, $"not contiguous: {c}");
            }
        }

        Assert.Equal(Copied, copied.Order(StringComparer.Ordinal));
    }

    // The elements kept of a sample.
    private static long Elements(Layer layer, long batch)
    {
        Storage storage = layer.Storage();
        return storage.KeepsInputs.Sum(input => layer.InputShapes[input].ElementCount.Value)
            + (storage.KeepsOutput ? layer.OutputShape.ElementCount.Value : 0)
            + storage.Held.Sum(held => held.IsOfBatch ? held.Kept.Value / batch : held.Kept.Value);
    }

    private static long Freed(SavedCase c) => SavedExplained.All.FirstOrDefault(explained => explained.Covers(c))?.Freed(c) ?? 0;

    private static long FrozenElements(Layer layer, long batch)
    {
        Storage storage = layer.Storage();
        return storage.KeepsInputs.Except(storage.KeepsForWeights.Select(kept => kept.Input)).Sum(input => layer.InputShapes[input].ElementCount.Value)
            + (storage is { KeepsOutput: true, KeepsOutputForWeights: false } ? layer.OutputShape.ElementCount.Value : 0)
            + storage.Held.Where(held => held.ForWeight is null).Sum(held => held.IsOfBatch ? held.Kept.Value / batch : held.Kept.Value);
    }

    private static string Text(Storage storage, long batch) => Text(
        storage.KeepsInputs,
        storage.KeepsOutput,
        storage.Held.Where(held => held.Kept != 0)
            .GroupBy(held => held.Type switch { ElementType.Undefined => "float32", ElementType.Boolean => "bool", var type => type.ToString().ToLowerInvariant() })
            .ToDictionary(group => group.Key, group => group.Sum(held => held.Kept.Value * (held.IsOfBatch ? 1 : batch))));

    private static string Text(IReadOnlyList<int> inputs, bool output, IReadOnlyDictionary<string, long> own) =>
        $"[{string.Join(',', inputs)}{(output ? " output" : "")} {string.Join(' ', own.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"))}]";
}
