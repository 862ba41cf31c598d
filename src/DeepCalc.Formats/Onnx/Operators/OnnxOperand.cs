namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// An operand of a node: an input of its layer, by its number; a constant (−1), with the stored tensors that it was computed from; or nothing.
/// </summary>
internal readonly record struct OnnxOperand(int Input, FileTensor? Constant, StoredTensor[] Weights)
{
    public static OnnxOperand None { get; } = new(-1, null, []);
}
