namespace DeepCalc;

/// <summary>Follows the tensors of a file through constants to the layers that use them.</summary>
internal static class StoredTensors
{
    /// <summary>A tensor of an operand, as the operator takes it.</summary>
    public static StoredTensor UsedBy(OnnxOperator? op, Operation operation, int operand, StoredTensor stored)
    {
        if (op is null || !op.Quantized.Contains(operand) || op.IsQuantized?.Invoke(operation) == false)
        {
            return stored;
        }

        return stored with { IsWeight = true, Unpacked = op.UnpackedShape?.Invoke(operation, operand) ?? stored.Unpacked };
    }

    /// <summary>
    /// Whether a graph has weights in its nodes, as Paddle's exporter does: it has none elsewhere. Other exporters have what is no
    /// parameter there, such as the means that an image is normalised by.
    /// </summary>
    public static bool AreInNodes(OnnxGraph graph) =>
        !graph.Initializers.Exists(CanBeWeight)
        && graph.Nodes.TrueForAll(node => Array.TrueForAll(node.Attributes, attribute => attribute.Graph is not { } body || AreInNodes(body)));

    /// <summary>The tensor that stands in a node of such a graph, if it can be a weight.</summary>
    public static StoredTensor[] In(OnnxNode node) =>
        node is { Operator: "Constant", Domain: OnnxDomain.Default }
        && (node.Attribute("value") ?? node.Attribute("sparse_value"))?.Tensor is { } tensor && CanBeWeight(tensor)
            ? [new StoredTensor(tensor)]
            : [];

    // Not a single element, which is a number of a formula, nor whole numbers that count or choose.
    private static bool CanBeWeight(OnnxTensor tensor) =>
        (tensor.Type.IsFloat() || tensor.Type.IsNarrow() || tensor.Type == ElementType.Int32) && Array.Exists(tensor.Sizes, size => size != 1);
}
