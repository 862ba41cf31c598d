namespace DeepCalc.Measures.Memory;

/// <summary>The execution of a layer, as memory sees it. Buffers are given by their numbers.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Storage">Its answer.</param>
/// <param name="Made">The buffers of its outputs that are no views.</param>
/// <param name="Read">The buffers that it reads, each once.</param>
/// <param name="Over">For each buffer that it makes, the ones that it reads over which that can be written, if no other layer needs them.</param>
/// <param name="Workspace">The bytes of the other tensors that it holds while it works, scores of attention not counted.</param>
/// <param name="Scores">The bytes that the scores of attention add to them.</param>
internal sealed record MemoryStep(Layer Layer, Storage Storage, int[] Made, int[] Read, int[][] Over, Quantity Workspace, Quantity Scores);
