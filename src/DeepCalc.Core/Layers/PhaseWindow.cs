namespace DeepCalc;

/// <summary>The window of the units of one phase, where neighbouring units see windows of different kinds (upsampling).</summary>
/// <param name="Start">The first position that the phase's first unit sees.</param>
/// <param name="Count">How many positions it sees; 0 if none, as between the units of a transposed convolution.</param>
public readonly record struct PhaseWindow(long Start, long Count);
