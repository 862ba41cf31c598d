namespace DeepCalc;

/// <summary>The window of the units of one phase, where the windows of neighbouring units differ (upsampling).</summary>
/// <param name="Start">The first position that the phase's first unit sees.</param>
/// <param name="Count">The number of positions in the window; 0 for none, as between the units of a transposed convolution.</param>
public readonly record struct PhaseWindow(long Start, long Count);
