namespace DeepCalc;

/// <summary>A graph that a node holds: a branch of If, the body of Loop or Scan.</summary>
internal static class OnnxBody
{
    /// <summary>The names of the values of the graphs around that the bodies of a node use, each once.</summary>
    public static IReadOnlyList<string> Captured(OnnxNode node)
    {
        if (!node.HasBodies)
        {
            return [];
        }

        List<string> captured = [];
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (attribute.Graph is { } graph)
            {
                Collect(graph, captured, []);
            }
        }

        return captured;
    }

    private static void Collect(OnnxGraph graph, List<string> captured, HashSet<string> known)
    {
        var own = new HashSet<string>(known, StringComparer.Ordinal);
        own.UnionWith(graph.Inputs.Select(input => input.Name));
        own.UnionWith(graph.Initializers.Select(initializer => initializer.Name));
        own.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));
        foreach (string name in graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Name)))
        {
            if (name.Length > 0 && !own.Contains(name) && !captured.Contains(name))
            {
                captured.Add(name);
            }
        }

        foreach (OnnxGraph inner in graph.Nodes.SelectMany(node => node.Attributes).Select(attribute => attribute.Graph).OfType<OnnxGraph>())
        {
            Collect(inner, captured, own);
        }
    }

    /// <summary>What comes out of a body when this goes in.</summary>
    /// <param name="operation">The node that holds it, whose further operands are the captured values.</param>
    /// <param name="attribute">Which of its bodies.</param>
    /// <param name="inputs">What goes in.</param>
    public static BodyResult Run(Operation operation, string attribute, params FileTensor[] inputs)
    {
        OnnxGraph graph = operation.Node.Attribute(attribute)?.Graph
            ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the operator {operation.Node.Operator} needs the body '{attribute}', which the node leaves out.");
        OnnxScope around = operation.Scope;
        var scope = new OnnxScope(around.Importer, around.Opsets, [.. graph.Values, .. graph.Outputs], $"{around.Prefix}{operation.Node.Name}/{attribute}/", around.Depth + 1);
        IReadOnlyList<string> captured = Captured(operation.Node);
        for (int i = 0; i < captured.Count; i++)
        {
            // The captured values stand for themselves, as operands of the node.
            if (operation.Optional(operation.Node.Inputs.Count + i) is { } tensor)
            {
                scope.Add(captured[i], Stand(captured[i], tensor, scope));
            }
        }

        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            scope.Add(graph.Inputs[i].Name, Stand(graph.Inputs[i].Name, i < inputs.Length ? inputs[i] : FileTensor.Unranked(), scope));
        }

        foreach (OnnxTensor initializer in graph.Initializers)
        {
            scope.Add(initializer.Name, OnnxValue.Of(initializer.ToTensor(), new StoredTensor(initializer)));
        }

        around.Importer.Import(graph.Nodes, scope, graph.Outputs.Select(output => output.Name));
        return BodyResult.Of(graph, scope);
    }

    // In a body, what comes in from outside is an input, whatever makes it there; values that are known stay so.
    private static OnnxValue Stand(string name, FileTensor tensor, OnnxScope scope) =>
        OnnxValue.Of(new Layer(new Input(tensor), scope.Importer.UniqueName(scope.Prefix + name)));
}
