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
        for (int i = 0; i < function.Inputs.Count; i++)
        {
            inner.Add(function.Inputs[i].Name, i < call.Inputs.Length && call.Inputs[i].Length > 0 ? scope.Find(call.Inputs[i])! : OnnxValue.None);
        }

        scope.Importer.Import([.. function.Nodes.Select(node => Bind(node, function, call))], inner, function.Outputs.Select(output => output.Name));
        for (int i = 0; i < call.Outputs.Length && i < function.Outputs.Count; i++)
        {
            if (call.Outputs[i].Length > 0)
            {
                scope.Add(call.Outputs[i], inner.Output(function, function.Outputs[i].Name));
            }
        }

        inner.LetGo();
    }

    // A node of the function with the attributes of the call.
    private static OnnxNode Bind(OnnxNode node, OnnxFunction function, OnnxNode call) =>
        Array.TrueForAll(node.Attributes, attribute => attribute is { Reference: null, Graph: null })
            ? node
            : node with { Attributes = [.. node.Attributes.Select(attribute => Bind(attribute, function, call)).OfType<OnnxAttribute>()] };

    private static OnnxAttribute? Bind(OnnxAttribute attribute, OnnxFunction function, OnnxNode call) =>
        attribute.Reference is { Length: > 0 } reference
            ? (call.Attribute(reference) ?? function.Defaults.Find(value => value.Name == reference)) is { } given
                ? given with { Name = attribute.Name, Reference = null }
                : null
        : attribute.Graph is { } graph ? attribute with { Graph = graph with { Nodes = graph.Nodes.ConvertAll(node => Bind(node, function, call)) } }
        : attribute;
}
