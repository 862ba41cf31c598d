namespace DeepCalc.Formats.PyTorch;

/// <summary>A tensor, and the file's word on whether it is trained.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="IsTrained">Whether it is a parameter that is trained or frozen; null where the file does not say so.</param>
internal sealed record TorchValue(TorchTensor Tensor, bool? IsTrained);
