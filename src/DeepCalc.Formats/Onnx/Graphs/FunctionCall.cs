namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Replaces a call of a function by the function's nodes.</summary>
internal static class FunctionCall
{
    /// <summary>Adds the outputs of the call, whose inputs are all defined, to the caller's scope.</summary>
    public static void Inline(OnnxFunction function, OnnxNode call, OnnxScope scope)
    {
        DeepCalcException.ThrowIf(
            call.Inputs.Length > function.Inputs.Count || call.Outputs.Length > function.Outputs.Count,
            ErrorCode.FileCorrupt,
            $"the node '{call.Label}' calls the function {function.Name} with {call.Inputs.Length} inputs and {call.Outputs.Length} outputs; it has at most {function.Inputs.Count} and {function.Outputs.Count}.");
        var opsets = new Dictionary<string, long>(scope.Opsets, StringComparer.Ordinal);
        foreach ((string domain, long version) in function.Opsets)
        {
            opsets[domain] = version;
        }

        // A function sees only its own inputs.
        var inner = new OnnxScope(scope.Importer, opsets, function.Values, scope.Importer.PrefixFor($"{scope.Prefix}{call.Label}"), scope.Depth + 1);
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < function.Inputs.Count; i++)
        {
            if (i < call.Inputs.Length && call.Inputs[i].Length > 0)
            {
                inner.Add(function.Inputs[i].Name, scope.Find(call.Inputs[i])!);
            }
            else
            {
                leftOut.Add(function.Inputs[i].Name);
            }
        }

        scope.Importer.Import([.. function.Nodes.Select(node => Bind(node, function, call, leftOut))], inner, function.Outputs.Select(output => output.Name));
        for (int i = 0; i < call.Outputs.Length && i < function.Outputs.Count; i++)
        {
            if (call.Outputs[i].Length > 0)
            {
                scope.Add(call.Outputs[i], inner.Find(function.Outputs[i].Name) ?? throw new DeepCalcException(
                    ErrorCode.FileCorrupt, $"the function {function.Name} has the output '{function.Outputs[i].Name}', which none of its nodes or inputs defines."));
            }
        }

        inner.LetGo();
    }

    private static OnnxGraph Bind(OnnxGraph graph, OnnxFunction function, OnnxNode call, HashSet<string> leftOut) => graph.With(
        [.. graph.Nodes.Select(node => Bind(node, function, call, leftOut))],
        [.. graph.Outputs.Select(output => leftOut.Contains(output.Name) ? output with { Name = "" } : output)]);

    // A node of the function with the attributes of the call, without the inputs that the call omits.
    private static OnnxNode Bind(OnnxNode node, OnnxFunction function, OnnxNode call, HashSet<string> leftOut) => node with
    {
        Inputs = [.. node.Inputs.Select(input => leftOut.Contains(input) ? "" : input)],
        Attributes = [.. node.Attributes.Select(attribute => Bind(attribute, function, call, leftOut)).OfType<OnnxAttribute>()],
    };

    private static OnnxAttribute? Bind(OnnxAttribute attribute, OnnxFunction function, OnnxNode call, HashSet<string> leftOut) =>
        attribute.Reference is { Length: > 0 } reference
            ? (call.Attribute(reference) ?? function.Defaults.Find(value => value.Name == reference)) is not { } given ? null
                : given with { Name = attribute.Name, Reference = null }
        : attribute.Graph is { } graph ? attribute with { Graph = Bind(graph, function, call, leftOut) }
        : attribute;
}
