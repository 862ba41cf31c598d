namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Imports the body of a node once for given inputs.</summary>
internal static class BodyImport
{
    /// <summary>The result of the body in an attribute of a node, whose further operands are the captured values.</summary>
    public static BodyResult Run(OnnxScope around, Operation operation, string attribute, FileTensor[] inputs)
    {
        OnnxGraph graph = OnnxBody.Of(operation, attribute);
        var scope = new OnnxScope(
            around.Importer.ForBodies(), around.Opsets, [.. graph.Values, .. graph.Outputs, .. graph.Inputs], $"{around.Prefix}{operation.Label}/{attribute}/", around.Depth + 1);
        Layer?[] operands = AddCaptured(operation, graph, scope);
        scope.AddStored(graph);

        foreach ((OnnxValueInfo info, FileTensor input) in OnnxBody.Inputs(graph).Zip(inputs).Where(pair => pair.First.Name.Length > 0))
        {
            scope.Add(info.Name, Stand(info.Name, input, scope));
        }

        scope.Importer.Import(graph.Nodes, scope, graph.Outputs.Select(output => output.Name));
        BodyResult result = Result(graph, scope, operands);
        scope.LetGo();
        return result;
    }

    // Outer constants stay constants here, and the layers that use them hold their weights.
    private static Layer?[] AddCaptured(Operation operation, OnnxGraph graph, OnnxScope scope)
    {
        var operands = new Layer?[operation.Count];
        IReadOnlyList<string> all = operation.Node.Captured;
        IReadOnlyList<string> own = graph.Captured;
        HashSet<string>? wanted = own.Count == all.Count ? null : own.ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < all.Count; i++)
        {
            int operand = operation.Node.Inputs.Length + i;
            if (wanted?.Contains(all[i]) != false)
            {
                OnnxValue value = operation.Optional(operand) is not { } tensor ? OnnxValue.None
                    : operation.IsConstant(operand) ? OnnxValue.Of(tensor, operation.Stored(operand))
                    : Stand(all[i], tensor, scope);
                operands[operand] = value.Layer;
                scope.Add(all[i], value);
            }
        }

        return operands;
    }

    // In a body, every outer value is an input, whatever produces it. Known values stay known.
    private static OnnxValue Stand(string name, FileTensor tensor, OnnxScope scope) => OnnxValue.Of(new Layer(
        new Input(!tensor.IsRanked && tensor.Item is null && scope.Declared(name) is { } declared ? declared : tensor), scope.Prefix + name));

    // The result of a body whose values are all in the scope, with the layers that stand for the node's operands.
    private static BodyResult Result(OnnxGraph graph, OnnxScope scope, Layer?[] operands)
    {
        OnnxValue[] outputs = [.. graph.Outputs.Select(info => scope.Output(graph, info.Name))];
        IEnumerable<StoredTensor> constants = outputs.Where(value => value.Layer is null).SelectMany(value => value.Weights)
            .Where(stored => StoredTensors.IsFloat(stored) && (stored.IsWeight || StoredTensors.IsLearned(stored.Tensor, scope.Importer)));
        Layer?[] ends = Array.ConvertAll(outputs, value => value.Layer);
        Network? network = ends.OfType<Layer>().ToArray() is { Length: > 0 } layers ? new Network(layers) : null;
        IEnumerable<Weight> weights = constants
            .Select(stored => new Weight(stored.Tensor.Name, stored.Unpacked ?? stored.Tensor.Tensor) { Identity = stored.Tensor, ElementType = stored.Tensor.Tensor.Type })
            .Concat((network?.Layers ?? []).SelectMany(layer => layer.Weights()));
        Work work = (network?.Layers ?? []).Aggregate(default(Work), (sum, layer) => sum + layer.Work());
        return new BodyResult(
            Array.ConvertAll(outputs, value => value.Tensor), work, [.. weights.DistinctBy(weight => weight.Identity)], network, ends, operands);
    }
}
