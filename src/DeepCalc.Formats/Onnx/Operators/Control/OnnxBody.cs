namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>A graph inside a node: a branch of If, the body of Loop or Scan.</summary>
internal static class OnnxBody
{
    /// <summary>A body of a node.</summary>
    /// <exception cref="DeepCalcException">The node has no body of that name.</exception>
    public static OnnxGraph Of(Operation operation, string attribute) => operation.Node.Attribute(attribute)?.Graph
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the operator {operation.Node.Operator} needs the body '{attribute}', which is missing.");

    /// <summary>The inputs of a graph. Before version 4 of the format, initializers are listed among them.</summary>
    public static List<OnnxValueInfo> Inputs(OnnxGraph graph)
    {
        var stored = graph.Initializers.Select(initializer => initializer.Name).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Inputs.Where(input => !stored.Contains(input.Name))];
    }

    /// <summary>Throws unless a body has a given number of inputs and at least a given number of outputs.</summary>
    public static void Require(Operation operation, string attribute, int inputs, int leastOutputs)
    {
        OnnxGraph graph = Of(operation, attribute);
        (int given, int made) = (Inputs(graph).Count, graph.Outputs.Count);
        DeepCalcException.ThrowIf(
            given != inputs || made < leastOutputs,
            ErrorCode.FileCorrupt,
            $"the body '{attribute}' of {operation.Node.Operator} has {given} inputs and {made} outputs; "
            + $"the node needs {inputs} inputs and at least {leastOutputs} outputs.");
    }

    /// <summary>Runs the body in an attribute once on given inputs. The further operands of the node are the captured values.</summary>
    public static BodyResult Run(Operation operation, string attribute, params FileTensor[] inputs)
    {
        Require(operation, attribute, inputs.Length, 0);
        return operation.Scope.Run(operation, attribute, inputs);
    }
}
