namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Whether the inferred result equals the recorded one.</summary>
internal enum NodeDataVerdict
{
    Right,
    Unknown,
    Wrong,
}

/// <summary>The result of one of ONNX's own tests: the worst of its outputs.</summary>
internal sealed record NodeDataResult(NodeData Test, string Operators, NodeDataVerdict Verdict, string Text)
{
    public static NodeDataResult Of(NodeData test)
    {
        OnnxModel model = test.Model();
        string operators = string.Join(' ', model.Graph!.Nodes.Select(node => node.Operator).Distinct());
        var worst = new NodeDataResult(test, operators, NodeDataVerdict.Right, "");
        try
        {
            IReadOnlyDictionary<string, FileTensor> values = ModelDescription.Describe(model, Inputs(test, model.Graph));
            IReadOnlyList<FileTensor?> outputs = test.Outputs();
            for (int i = 0; i < outputs.Count; i++)
            {
                if (outputs[i] is { } expected && values[model.Graph.Outputs[i].Name] is var inferred && Compare(inferred, expected) is var verdict && verdict > worst.Verdict)
                {
                    worst = worst with { Verdict = verdict, Text = $"output {i} is {Describe(inferred)}, recorded {Describe(expected)}" };
                }
            }
        }
        catch (Exception e)
        {
            return worst with { Verdict = NodeDataVerdict.Wrong, Text = $"{e.GetType().Name}: {e.Message} {(e is DeepCalcException ? "" : e.StackTrace)}" };
        }

        return worst;
    }

    public override string ToString() => $"{Test} ({Operators}): {Text}";

    private static Dictionary<string, FileTensor> Inputs(NodeData test, OnnxGraph graph)
    {
        Dictionary<string, FileTensor> inputs = [];
        IReadOnlyList<FileTensor?> given = test.Inputs();
        for (int i = 0; i < given.Count && i < graph.Inputs.Count; i++)
        {
            if (given[i] is { } tensor)
            {
                inputs[graph.Inputs[i].Name] = tensor;
            }
        }

        return inputs;
    }

    private static NodeDataVerdict Compare(FileTensor inferred, FileTensor expected)
    {
        if (expected.Item is not null)
        {
            return inferred.Item is null ? inferred.IsRanked ? NodeDataVerdict.Wrong : NodeDataVerdict.Unknown
                : inferred.Items is not { } items ? NodeDataVerdict.Unknown
                : items.Length != expected.Items!.Length ? NodeDataVerdict.Wrong
                : items.Zip(expected.Items, Compare).Append(NodeDataVerdict.Right).Max();
        }

        if (!inferred.IsRanked)
        {
            return NodeDataVerdict.Unknown;
        }

        bool fits = inferred.Type == expected.Type && inferred.Rank == expected.Rank
            && inferred.Sizes.Zip(expected.Sizes).All(pair => !pair.First.IsKnown || pair.First == pair.Second);
        return !fits ? NodeDataVerdict.Wrong
            : !inferred.Sizes.All(size => size.IsKnown) ? NodeDataVerdict.Unknown
            : HaveSameValues(inferred, expected) ? NodeDataVerdict.Right
            : NodeDataVerdict.Wrong;
    }

    // Compares known values; decimals are rounded somewhere.
    private static bool HaveSameValues(FileTensor inferred, FileTensor expected)
    {
        double tolerance = expected.Type switch { ElementType.Float16 => 2e-3, ElementType.BFloat16 => 2e-2, _ => 1e-5 };
        return inferred.Values is not { } values || expected.Values is not { } recorded
            || (values.Count == recorded.Count && Enumerable.Range(0, values.Count).All(i => !values[i].IsKnown || AreClose(values[i], recorded[i], tolerance)));
    }

    private static bool AreClose(Scalar inferred, Scalar recorded, double tolerance) => inferred.Equals(recorded)
        || (!(inferred.IsWhole && recorded.IsWhole) && Math.Abs(inferred.Number - recorded.Number) <= tolerance * Math.Max(1, Math.Abs(recorded.Number)))
        || (double.IsNaN(inferred.Number) && double.IsNaN(recorded.Number));

    private static string Describe(FileTensor tensor) =>
        tensor.Item is { } item ? $"{(tensor.Items is { } items ? $"{items.Length} tensors" : "a sequence")} of {item.Type} {item}"
        : tensor.Values is { Count: <= 30 } values ? $"{tensor.Type} {tensor} {{{string.Join(' ', values.Elements.ToArray().Select(each => each.IsKnown ? $"{each.Number}" : "?"))}}}"
        : $"{tensor.Type} {tensor}";
}
