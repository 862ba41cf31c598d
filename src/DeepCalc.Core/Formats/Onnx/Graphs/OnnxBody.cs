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

        List<string>? captured = null;
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (attribute.Graph is { } graph)
            {
                captured = captured is null ? [.. Captured(graph)] : [.. captured.Union(Captured(graph), StringComparer.Ordinal)];
            }
        }

        return captured ?? (IReadOnlyList<string>)[];
    }

    /// <summary>A body of a node.</summary>
    /// <exception cref="DeepCalcException">The node has none of that name.</exception>
    public static OnnxGraph Of(Operation operation, string attribute) => operation.Node.Attribute(attribute)?.Graph
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the operator {operation.Node.Operator} needs the body '{attribute}', which the node leaves out.");

    /// <summary>What a body takes in; before version 4 of the format, initializers stand among its inputs.</summary>
    public static List<OnnxValueInfo> Inputs(OnnxGraph graph)
    {
        var stored = graph.Initializers.Select(initializer => initializer.Name).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Inputs.Where(input => !stored.Contains(input.Name))];
    }

    /// <summary>An error unless a body takes so many values and gives at least so many.</summary>
    public static void Require(Operation operation, string attribute, int inputs, int leastOutputs)
    {
        OnnxGraph graph = Of(operation, attribute);
        int given = Inputs(graph).Count;
        if (given != inputs)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the body '{attribute}' of {operation.Node.Operator} takes {given} inputs; the node has {inputs} for it.");
        }

        if (graph.Outputs.Count < leastOutputs)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the body '{attribute}' of {operation.Node.Operator} gives {graph.Outputs.Count} outputs; the node needs {leastOutputs}.");
        }
    }

    /// <summary>What comes out of a body when this goes in.</summary>
    /// <param name="operation">The node that holds it, whose further operands are the captured values.</param>
    /// <param name="attribute">Which of its bodies.</param>
    /// <param name="inputs">What goes in.</param>
    public static BodyResult Run(Operation operation, string attribute, params FileTensor[] inputs)
    {
        OnnxGraph graph = Of(operation, attribute);
        OnnxScope around = operation.Scope;
        var scope = new OnnxScope(
            around.Importer.ForBodies(), around.Opsets, [.. graph.Values, .. graph.Outputs, .. graph.Inputs], $"{around.Prefix}{operation.Label}/{attribute}/", around.Depth + 1);
        Layer?[] operands = AddCaptured(operation, graph, scope);
        foreach (OnnxTensor initializer in graph.Initializers)
        {
            scope.Add(initializer.Name, OnnxValue.Of(initializer.ToTensor(), new StoredTensor(initializer)));
        }

        List<OnnxValueInfo> names = Inputs(graph);
        Require(operation, attribute, inputs.Length, 0);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (names[i].Name.Length > 0)
            {
                scope.Add(names[i].Name, Stand(names[i].Name, inputs[i], scope));
            }
        }

        scope.Importer.Import(graph.Nodes, scope, graph.Outputs.Select(output => output.Name));
        return BodyResult.Of(graph, scope, operands);
    }

    // Constants of the graphs around are constants here, and the layers that use them hold them.
    private static Layer?[] AddCaptured(Operation operation, OnnxGraph graph, OnnxScope scope)
    {
        var operands = new Layer?[operation.Count];
        IReadOnlyList<string> all = Captured(operation.Node);
        IReadOnlyList<string> own = Captured(graph);
        HashSet<string>? wanted = own.Count == all.Count ? null : own.ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < all.Count; i++)
        {
            int operand = operation.Node.Inputs.Length + i;
            if (wanted?.Contains(all[i]) != false && operation.Optional(operand) is { } tensor)
            {
                OnnxValue value = operation.IsConstant(operand) ? OnnxValue.Of(tensor, operation.Stored(operand)) : Stand(all[i], tensor, scope);
                operands[operand] = value.Layer;
                scope.Add(all[i], value);
            }
        }

        return operands;
    }

    // In a body, what comes in from outside is an input, whatever makes it there; values that are known stay so.
    private static OnnxValue Stand(string name, FileTensor tensor, OnnxScope scope) => OnnxValue.Of(new Layer(
        new Input(!tensor.IsRanked && tensor.Item is null && scope.Declared(name) is { } declared ? declared : tensor), scope.Prefix + name));

    private static IReadOnlyList<string> Captured(OnnxGraph graph)
    {
        if (graph.Captured is { } known)
        {
            return known;
        }

        List<string> captured = [];
        var seen = new HashSet<string>(StringComparer.Ordinal) { "" };
        seen.UnionWith(graph.Inputs.Select(input => input.Name));
        seen.UnionWith(graph.Initializers.Select(initializer => initializer.Name));
        seen.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));
        foreach (string name in graph.Nodes.SelectMany(node => node.Inputs.Concat(Captured(node))).Concat(graph.Outputs.Select(output => output.Name)))
        {
            if (seen.Add(name))
            {
                captured.Add(name);
            }
        }

        return graph.Captured = captured;
    }
}
