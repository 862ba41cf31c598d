namespace DeepCalc.Formats.PyTorch;

/// <summary>A tensor that was found in a checkpoint.</summary>
/// <param name="Keys">The keys of the dictionaries around it, the outermost first.</param>
/// <param name="Name">The name in the innermost of these, or in a module.</param>
/// <param name="Value">The tensor.</param>
/// <param name="Part">What it is for.</param>
/// <param name="Role">What it is to its module, or null where only its name says so.</param>
internal sealed record FoundTensor(IReadOnlyList<string> Keys, string Name, TorchValue Value, CheckpointPart Part, TensorRole? Role);
