namespace DeepCalc;

/// <summary>An operand of a node: what a layer puts out, or a constant, or nothing.</summary>
/// <param name="Input">The number of the layer's input; −1 for a constant, or for nothing.</param>
/// <param name="Constant">The constant, or null.</param>
/// <param name="Weights">The tensors of the file that the constant was made of.</param>
internal readonly record struct OnnxOperand(int Input, FileTensor? Constant, StoredTensor[] Weights)
{
    /// <summary>An operand that is left out.</summary>
    public static OnnxOperand None { get; } = new(-1, null, []);
}
