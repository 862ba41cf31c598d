namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// A tensor that may be a weight, on its way to the layers that use it. An operator on the way can say that it is one, such as of quantised
/// integers, and what its logical sizes are, if they differ from the stored ones.
/// </summary>
internal sealed record StoredTensor(OnnxTensor Tensor, bool IsWeight = false, TensorShape? Unpacked = null);
