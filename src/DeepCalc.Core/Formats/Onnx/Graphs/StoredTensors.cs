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
    /// The tensor that stands in a node, as some exporters have weights; not one of a single element, which others have for the numbers
    /// of a formula, nor of whole numbers that count or choose.
    /// </summary>
    public static StoredTensor[] In(OnnxNode node) =>
        node is { Operator: "Constant", Domain: OnnxDomain.Default }
        && (node.Attribute("value") ?? node.Attribute("sparse_value"))?.Tensor is { } tensor
        && (tensor.Type.IsFloat() || tensor.Type.IsNarrow() || tensor.Type == ElementType.Int32)
        && Array.Exists(tensor.Sizes, size => size != 1)
            ? [new StoredTensor(tensor)]
            : [];
}
