namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Finds biases that a separate node adds.</summary>
internal static class BiasOperand
{
    /// <summary>
    /// Marks a constant as a bias if a node adds it directly after a contraction with weights and it has one number for each channel: the
    /// second axis of a convolution's output, or the last axis of a product's.
    /// </summary>
    public static void Mark(OnnxOperator? op, OnnxOperand[] operands, List<Layer>? inputs)
    {
        if (op is not { Name: "Add" } || inputs is not [{ Definition: OnnxLayer { Node.ContractsWithWeights: true } } layer] || operands.Length != 2)
        {
            return;
        }

        int at = operands[0].Constant is null ? 1 : 0;
        TensorShape output = layer.OutputShape;
        if (operands[at] is { Constant: { IsRanked: true, Rank: > 0 } added, Weights.Length: > 0 } operand && output.IsRanked
            && IsForChannels(added, output, layer.Kind is "Conv" or "ConvTranspose" ? 1 : output.Rank - 1))
        {
            foreach (StoredTensor stored in operand.Weights)
            {
                stored.Tensor.IsWeight |= stored.Tensor.Tensor.Type.IsFloat();
            }
        }
    }

    private static bool IsForChannels(FileTensor added, TensorShape output, int channels)
    {
        int shift = output.Rank - added.Rank;
        return shift <= channels && added.Sizes.Select((size, axis) => size == (axis + shift == channels ? output[channels] : 1)).All(fits => fits);
    }
}
