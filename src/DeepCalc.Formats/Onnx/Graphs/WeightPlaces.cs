namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Finds where a file stores most of its weights, from the nodes whose operators define operands as weights.</summary>
internal sealed class WeightPlaces
{
    // The numbers of elements, by the origin of their tensors.
    private readonly double[] _counts = new double[(int)TensorOrigin.Made + 1];

    /// <summary>Examines a graph and its bodies.</summary>
    public WeightPlaces(OnnxGraph graph) => Look(graph, []);

    /// <summary>Whether tensors of an origin count as weights if their consumer does not decide.</summary>
    public bool HasMostIn(TensorOrigin origin) => origin switch
    {
        TensorOrigin.Node => _counts[(int)origin] >= _counts[(int)TensorOrigin.Initializer],
        TensorOrigin.Made => _counts[(int)origin] > _counts[(int)TensorOrigin.Initializer],
        _ => true,
    };

    // The origin and number of elements of each value that is computed from constants.
    private void Look(OnnxGraph graph, Dictionary<string, (TensorOrigin Origin, double Count)> around)
    {
        var origins = new Dictionary<string, (TensorOrigin Origin, double Count)>(around, StringComparer.Ordinal);
        var constants = new Dictionary<string, OnnxTensor?>(graph.Initializers.Count + 1, StringComparer.Ordinal) { [""] = null };
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            constants[tensor.Name] = tensor;
            if (CanBeWeight(tensor))
            {
                origins[tensor.Name] = (TensorOrigin.Initializer, CountOf(tensor.Tensor.Sizes.Select(size => size.Value)));
            }
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            (TensorOrigin Origin, double Count)? sum = Take(node, origins);
            foreach (OnnxAttribute attribute in node.Attributes)
            {
                if (attribute.Graph is { } body)
                {
                    Look(body, origins);
                }
            }

            if (!Array.TrueForAll(node.Inputs, input => constants.ContainsKey(input) || around.ContainsKey(input)))
            {
                continue;
            }

            OnnxTensor? inNode = StoredTensors.InNode(node);
            sum ??= inNode is null ? Made(node, constants) : CanBeWeight(inNode) ? (TensorOrigin.Node, CountOf(inNode.Tensor.Sizes.Select(size => size.Value))) : null;
            foreach (string output in node.Outputs)
            {
                constants[output] = inNode ?? node.Attribute("value")?.Tensor;
                if (sum is { } found)
                {
                    origins[output] = found;
                }
            }
        }
    }

    // Counts the weights of a node, and returns the origin of its result.
    private (TensorOrigin Origin, double Count)? Take(OnnxNode node, Dictionary<string, (TensorOrigin Origin, double Count)> origins)
    {
        OnnxOperator? op = OperatorTable.Find(node.Domain, node.Operator);
        (TensorOrigin Origin, double Count)? sum = null;
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            if (!origins.TryGetValue(node.Inputs[i], out (TensorOrigin Origin, double Count) each) || op?.Settings.Contains(i) == true || op?.SizesOnly.Contains(i) == true)
            {
                continue;
            }

            // Functions and unknown operators are assumed to use constants as weights.
            if (op is null || op.Weights.Contains(i) || op.Quantized.Contains(i))
            {
                _counts[(int)each.Origin] += each.Count;
            }

            sum = (sum is { } before && before.Origin < each.Origin ? before.Origin : each.Origin, (sum?.Count ?? 0) + each.Count);
        }

        return sum;
    }

    private static (TensorOrigin Origin, double Count)? Made(OnnxNode node, Dictionary<string, OnnxTensor?> constants) => node switch
    {
        { Domain: not OnnxDomain.Default } => null,
        { Operator: "RandomNormal" or "RandomUniform" } => (TensorOrigin.Made, CountOf(node.Attribute("shape")?.Ints ?? [])),
        { Operator: "ConstantOfShape", Inputs: [var shape, ..] } when constants.GetValueOrDefault(shape)?.Tensor.Values is { } sizes =>
            (TensorOrigin.Made, CountOf(sizes.Elements.ToArray().Select(size => (long)size.Number))),
        _ => null,
    };

    private static double CountOf(IEnumerable<long> sizes) => sizes.Aggregate(1.0, (count, size) => count * size);

    private static bool CanBeWeight(OnnxTensor tensor) =>
        (tensor.Tensor.Type.IsFloat() || tensor.Tensor.Type.IsNarrow() || tensor.Tensor.Type == ElementType.Int32) && StoredTensors.IsMany(tensor);
}
