namespace DeepCalc.Measures.Memory;

/// <summary>The memory that a layer takes in training on one device. Sizes are bytes.</summary>
/// <param name="Weights">What the device has for its weights.</param>
/// <param name="Saved">The tensors that the forward pass keeps at the layer.</param>
/// <param name="Recomputed">The tensors that are computed again at it.</param>
/// <param name="Again">The work that is done again.</param>
/// <param name="Loss">The outputs of the network that it makes, as float32, of which the loss is computed.</param>
internal readonly record struct LayerTraining(WeightTraining Weights, Quantity Saved, Quantity Recomputed, Work Again, Quantity Loss);
