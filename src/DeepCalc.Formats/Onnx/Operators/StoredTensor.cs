namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>A tensor that may be a weight, on its way to the layers that use it.</summary>
/// <param name="Tensor">The tensor, one object for all users.</param>
/// <param name="Origin">Its origin.</param>
/// <param name="IsWeight">Whether an operator uses it as a weight, such as integers as quantised weights.</param>
/// <param name="Unpacked">Its logical sizes, if they differ from the stored sizes; else null.</param>
internal sealed record StoredTensor(
    OnnxTensor Tensor, TensorOrigin Origin = TensorOrigin.Initializer, bool IsWeight = false, TensorShape? Unpacked = null);
