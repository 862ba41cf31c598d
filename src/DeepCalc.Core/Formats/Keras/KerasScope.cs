namespace DeepCalc;

/// <summary>Where layers are made: in which model, and what holds for all of them.</summary>
/// <param name="Name">What stands before their names.</param>
/// <param name="Key">The same for the first call of the model, whose layers hold the weights.</param>
/// <param name="IsFrozen">Whether training leaves their weights alone.</param>
/// <param name="Steps">How many axes of steps stand in front, along which they are applied to each by itself.</param>
internal sealed record KerasScope(string Name = "", string Key = "", bool IsFrozen = false, int Steps = 0);
