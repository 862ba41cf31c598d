namespace DeepCalc;

/// <summary>A tensor of a safetensors header.</summary>
/// <param name="Tensor">What is told of it.</param>
/// <param name="Begin">Where its values begin, from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct SafetensorsEntry(ListedTensor Tensor, long Begin, long End);
