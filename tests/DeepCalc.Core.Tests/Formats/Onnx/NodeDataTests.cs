using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>ONNX's own tests of its operators: what is inferred is what came out when they ran.</summary>
public class NodeDataTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("node")]
    [InlineData("simple")]
    [InlineData("pytorch-converted")]
    [InlineData("pytorch-operator")]
    public void Shapes_and_types_are_those_that_were_recorded(string set)
    {
        if (!NodeData.IsInstalled)
        {
            output.WriteLine("SKIPPED: libonnx-testdata is not installed.");
            return;
        }

        var wrong = new List<string>();
        var unknown = new List<string>();
        int right = 0;
        foreach (NodeData test in NodeData.Of(set))
        {
            foreach ((string Verdict, string Text) result in Compare(test))
            {
                right += result.Verdict == "right" ? 1 : 0;
                (result.Verdict == "wrong" ? wrong : result.Verdict == "unknown" ? unknown : []).Add($"{test}: {result.Text}");
            }
        }

        string report = $"{set}: {right} outputs right, {wrong.Count} wrong, {unknown.Count} unknown\nwrong:\n{string.Join('\n', wrong)}\nunknown:\n{string.Join('\n', unknown)}";
        output.WriteLine(report);
        Assert.True(wrong.Count == 0, report);
    }

    private static List<(string Verdict, string Text)> Compare(NodeData test)
    {
        OnnxModel model = test.Model();
        List<(string Verdict, string Text)> results = [];
        try
        {
            IReadOnlyList<FileTensor?> outputs = test.Outputs();
            Dictionary<string, FileTensor> inputs = [];
            IReadOnlyList<FileTensor?> given = test.Inputs();
            for (int i = 0; i < given.Count && i < model.Graph!.Inputs.Count; i++)
            {
                if (given[i] is { } tensor)
                {
                    inputs[model.Graph.Inputs[i].Name] = tensor;
                }
            }

            IReadOnlyDictionary<string, FileTensor> values = OnnxFormat.Describe(model, inputs);
            for (int i = 0; i < outputs.Count; i++)
            {
                if (outputs[i] is { } expected)
                {
                    results.Add(Compare(values[model.Graph!.Outputs[i].Name], expected, string.Join(' ', model.Graph.Nodes.Select(node => node.Operator))));
                }
            }
        }
        catch (Exception e)
        {
            results.Add(("wrong", $"{string.Join(' ', model.Graph!.Nodes.Select(node => node.Operator))}: {e.GetType().Name}: {e.Message} {(e is DeepCalcException ? "" : e.StackTrace)}"));
        }

        return results;
    }

    private static (string Verdict, string Text) Compare(FileTensor inferred, FileTensor expected, string operators)
    {
        if (expected.Item is not null)
        {
            return CompareSequence(inferred, expected, operators);
        }

        string text = $"{operators}: {inferred.Type} {inferred}, recorded {expected.Type} {expected}";
        if (!inferred.IsRanked)
        {
            return ("unknown", text);
        }

        bool fits = inferred.Type == expected.Type && inferred.Rank == expected.Rank
            && inferred.Zip(expected).All(pair => !pair.First.IsKnown || pair.First == pair.Second);
        return !fits ? ("wrong", text) : inferred.All(size => size.IsKnown) ? ("right", text) : ("unknown", text);
    }

    // Tensor by tensor, if it is told how many there are.
    private static (string Verdict, string Text) CompareSequence(FileTensor inferred, FileTensor expected, string operators)
    {
        if (inferred.Item is null)
        {
            return (inferred.IsRanked ? "wrong" : "unknown", $"{operators}: {inferred.Type} {inferred}, recorded a sequence");
        }

        if (inferred.Items is not { } items)
        {
            return ("unknown", $"{operators}: a sequence of {inferred.Item}, recorded {expected.Items!.Length} tensors");
        }

        if (items.Length != expected.Items!.Length)
        {
            return ("wrong", $"{operators}: {items.Length} tensors, recorded {expected.Items.Length}");
        }

        var each = items.Zip(expected.Items, (item, recorded) => Compare(item, recorded, operators)).ToList();
        return each.Find(result => result.Verdict == "wrong") is { Verdict: not null } wrong ? wrong
            : each.Find(result => result.Verdict == "unknown") is { Verdict: not null } unknown ? unknown
            : ("right", operators);
    }
}
