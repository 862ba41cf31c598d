namespace DeepCalc;

/// <summary>The settings of a sliding window on one axis.</summary>
/// <param name="Kernel">The kernel size F, at least 1.</param>
/// <param name="Stride">The stride S, at least 1.</param>
/// <param name="Dilation">The dilation d, at least 1.</param>
/// <param name="Mode">How the padding is chosen.</param>
/// <param name="Before">The explicit padding before the axis, at least 0.</param>
/// <param name="After">The explicit padding after the axis, at least 0.</param>
/// <param name="Rounding">How the number of positions is rounded with explicit padding.</param>
/// <param name="Border">The values of the padding.</param>
public readonly record struct WindowAxis(
    long Kernel,
    long Stride = 1,
    long Dilation = 1,
    PaddingMode Mode = PaddingMode.Valid,
    long Before = 0,
    long After = 0,
    Rounding Rounding = Rounding.Floor,
    BorderMode Border = BorderMode.Zero);
