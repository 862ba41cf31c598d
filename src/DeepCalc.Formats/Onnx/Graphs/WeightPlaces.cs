namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Finds where a file stores most of its weights, from the nodes whose operators define operands as weights.</summary>
internal sealed class WeightPlaces
{
    // The numbers of elements, by the origin of their tensors.
    private readonly double[] _counts = new double[(int)TensorOrigin.Made + 1];

    /// <summary>Examines a graph and its bodies.</summary>
    public WeightPlaces(OnnxGraph graph) => Look(graph, new(StringComparer.Ordinal));

    /// <summary>Whether tensors of an origin count as weights if their consumer does not decide.</summary>
    public bool HasMostIn(TensorOrigin origin) => origin switch
    {
        TensorOrigin.Node => _counts[(int)origin] >= _counts[(int)TensorOrigin.Initializer],
        TensorOrigin.Made => _counts[(int)origin] > _counts[(int)TensorOrigin.Initializer],
        _ => true,
    };

    private void Look(OnnxGraph graph, PartedDictionary<string, Constant> around)
    {
        var constants = new PartedDictionary<string, Constant>(StringComparer.Ordinal) { [""] = default };
        foreach ((string name, Constant constant) in around.Entries)
        {
            constants[name] = constant;
        }

        Predicate<string> isConstant = constants.ContainsKey;
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            constants[tensor.Name] = new Constant(TensorOrigin.Initializer, CountOf(tensor), tensor);
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            Constant made = Take(node, constants);
            foreach (OnnxAttribute attribute in node.Attributes)
            {
                if (attribute.Graph is { } body)
                {
                    Look(body, constants);
                }
            }

            if (Array.TrueForAll(node.Inputs, isConstant))
            {
                OnnxTensor? inNode = StoredTensors.InNode(node);
                made = made.Count > 0 ? made
                    : inNode is null ? new Constant(TensorOrigin.Made, CountMade(node, constants))
                    : new Constant(TensorOrigin.Node, CountOf(inNode));
                foreach (string output in node.Outputs)
                {
                    constants[output] = made with { Tensor = inNode ?? node.Attribute("value")?.Tensor };
                }
            }
        }
    }

    // Counts the weights of a node, and returns the origin of its result.
    private Constant Take(OnnxNode node, PartedDictionary<string, Constant> constants)
    {
        OnnxOperator? op = OperatorTable.Find(node.Domain, node.Operator);
        Constant sum = default;
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            if (!constants.TryGetValue(node.Inputs[i], out Constant each) || each.Count == 0 || op?.Settings.Contains(i) == true || op?.SizesOnly.Contains(i) == true)
            {
                continue;
            }

            // Functions and unknown operators are assumed to use constants as weights.
            if (op is null || op.Weights.Contains(i) || op.Quantized.Contains(i))
            {
                _counts[(int)each.Origin] += each.Count;
            }

            sum = new Constant(sum.Count > 0 && sum.Origin < each.Origin ? sum.Origin : each.Origin, sum.Count + each.Count);
        }

        return sum;
    }

    private static double CountMade(OnnxNode node, PartedDictionary<string, Constant> constants) => (node.Domain, node.Operator) switch
    {
        (OnnxDomain.Default, "RandomNormal" or "RandomUniform") => CountOf(node.Attribute("shape")?.Ints ?? []),
        (OnnxDomain.Default, "ConstantOfShape")
            when node.Inputs.Length > 0 && constants[node.Inputs[0]].Tensor?.Tensor.Values is { } sizes =>
            CountOf(sizes.Elements.ToArray().Select(size => (long)size.Number)),
        _ => 0,
    };

    private static double CountOf(OnnxTensor tensor) =>
        StoredTensors.CanBeWeight(tensor.Tensor.Type) && StoredTensors.IsMany(tensor)
            ? CountOf(tensor.Tensor.Sizes.Select(size => size.Value))
            : 0;

    private static double CountOf(IEnumerable<long> sizes) => sizes.Aggregate(1.0, (count, size) => count * size);

    // A value that is computed from constants: where they are stored, how many elements can be weights, and the tensor itself.
    private readonly record struct Constant(TensorOrigin Origin, double Count, OnnxTensor? Tensor = null);
}
