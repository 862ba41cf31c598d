namespace DeepCalc.Formats.Safetensors;

/// <summary>A tensor in a safetensors header.</summary>
/// <param name="Tensor">Its name, shape and type.</param>
/// <param name="Begin">The offset of its first byte, from the end of the header.</param>
/// <param name="End">The offset after its last byte.</param>
internal readonly record struct SafetensorsEntry(ListedTensor Tensor, long Begin, long End);
