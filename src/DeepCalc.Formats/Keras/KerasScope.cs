namespace DeepCalc.Formats.Keras;

/// <summary>The surroundings in which layers are built: the enclosing models, and what applies to all layers in them.</summary>
/// <param name="Name">The prefix of the layers' names.</param>
/// <param name="Key">The prefix in the first call of the model, whose layers hold the weights.</param>
/// <param name="IsFrozen">Whether the weights are frozen.</param>
/// <param name="Steps">The number of leading step axes; the layers are applied to each step.</param>
internal sealed record KerasScope(string Name = "", string Key = "", bool IsFrozen = false, int Steps = 0);
