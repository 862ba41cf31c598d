namespace DeepCalc;

/// <summary>Follows the tensors of a file through constants to the layers that use them.</summary>
internal static class StoredTensors
{
    /// <summary>A tensor of an operand, as the operator takes it.</summary>
    public static StoredTensor UsedBy(OnnxOperator? op, Operation operation, int operand, StoredTensor stored)
    {
        if (op is null || !op.Quantized.Contains(operand))
        {
            return stored;
        }

        return stored with { IsWeight = true, Unpacked = op.UnpackedShape?.Invoke(operation, operand) ?? stored.Unpacked };
    }
}
