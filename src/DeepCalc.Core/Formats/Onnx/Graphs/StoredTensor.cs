namespace DeepCalc;

/// <summary>A tensor that stands in the file, on its way to the layers that use it.</summary>
/// <param name="Tensor">The tensor, which is the same for all that use it.</param>
/// <param name="IsWeight">Whether an operator has taken its whole numbers for quantised weights.</param>
/// <param name="Unpacked">The sizes that it has by its meaning, where those are not the sizes in which it is stored.</param>
internal sealed record StoredTensor(OnnxTensor Tensor, bool IsWeight = false, TensorShape? Unpacked = null);
