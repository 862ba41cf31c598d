namespace DeepCalc;

/// <summary>A tensor that can be a weight, on its way to the layers that use it.</summary>
/// <param name="Tensor">The tensor, which is the same for all that use it.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="IsWeight">Whether an operator has taken it for a weight, such as whole numbers for quantised ones.</param>
/// <param name="Unpacked">The sizes that it has by its meaning, where those are not the sizes in which it is stored.</param>
internal sealed record StoredTensor(
    OnnxTensor Tensor, TensorOrigin Origin = TensorOrigin.Initializer, bool IsWeight = false, TensorShape? Unpacked = null);
