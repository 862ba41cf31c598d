using DeepCalc.Formats.Onnx.Operators;
using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A graph inside a node: a branch of If, the body of Loop or Scan.</summary>
internal static class OnnxBody
{
    /// <summary>The names of the outer values that the bodies of a node use, each once.</summary>
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
    /// <exception cref="DeepCalcException">The node has no body of that name.</exception>
    public static OnnxGraph Of(Operation operation, string attribute) => operation.Node.Attribute(attribute)?.Graph
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the operator {operation.Node.Operator} needs the body '{attribute}', which is missing.");

    /// <summary>The inputs of a body. Before version 4 of the format, initializers are listed among them.</summary>
    public static List<OnnxValueInfo> Inputs(OnnxGraph graph)
    {
        var stored = graph.Initializers.Select(initializer => initializer.Name).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Inputs.Where(input => !stored.Contains(input.Name))];
    }

    /// <summary>Throws unless a body has a given number of inputs and at least a given number of outputs.</summary>
    public static void Require(Operation operation, string attribute, int inputs, int leastOutputs)
    {
        OnnxGraph graph = Of(operation, attribute);
        int given = Inputs(graph).Count;
        if (given != inputs)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the body '{attribute}' of {operation.Node.Operator} has {given} inputs; the node needs {inputs}.");
        }

        if (graph.Outputs.Count < leastOutputs)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the body '{attribute}' of {operation.Node.Operator} has {graph.Outputs.Count} outputs; the node needs at least {leastOutputs}.");
        }
    }

    /// <summary>Runs a body once on given inputs.</summary>
    /// <param name="operation">The node of the body. Its further operands are the captured values.</param>
    /// <param name="attribute">The attribute with the body.</param>
    /// <param name="inputs">The inputs of the body.</param>
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

    // Outer constants stay constants here, and the layers that use them hold their weights.
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

    // In a body, every outer value is an input, whatever produces it. Known values stay known.
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
