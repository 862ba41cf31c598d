namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>An operand of a node: the output of a layer, a constant, or nothing.</summary>
/// <param name="Input">The number of the layer's input; −1 for a constant, or for nothing.</param>
/// <param name="Constant">The constant, or null.</param>
/// <param name="Weights">The stored tensors that the constant was computed from.</param>
internal readonly record struct OnnxOperand(int Input, FileTensor? Constant, StoredTensor[] Weights)
{
    public static OnnxOperand None { get; } = new(-1, null, []);
}
