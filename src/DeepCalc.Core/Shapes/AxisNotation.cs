namespace DeepCalc;

/// <summary>The names of a spatial axis, in words and in the symbols of the course notes.</summary>
/// <param name="Name">In words: <c>height</c>.</param>
/// <param name="Letter">The letter of its size: <c>H</c>.</param>
public sealed record AxisNotation(string Name, string Letter)
{
    private static readonly AxisNotation Length = new("length", "L");
    private static readonly AxisNotation Depth = new("depth", "D");
    private static readonly AxisNotation Height = new("height", "H");
    private static readonly AxisNotation Width = new("width", "W");

    private static readonly AxisNotation[][] ByRank = [[], [Length], [Height, Width], [Depth, Height, Width]];

    /// <summary>The size before the layer: <c>H₁</c>.</summary>
    public string Before { get; init; } = Letter + "₁";

    /// <summary>The size after the layer: <c>H₂</c>.</summary>
    public string After { get; init; } = Letter + "₂";

    /// <summary>The name of the size after the layer: <c>Output height</c>.</summary>
    public string OutputName { get; init; } = "Output " + Name;

    /// <summary>The suffix of symbols where the settings of the axes differ: the <c>h</c> of <c>Fh</c>.</summary>
    public string Suffix { get; } = Letter.ToLowerInvariant();

    /// <summary>The names for an axis of which only the number is known.</summary>
    internal static AxisNotation Numbered(int axis) =>
        new($"axis {axis}", "N") { Before = "size₁", After = "size₂", OutputName = $"Output size of axis {axis}" };

    /// <summary>The same, where the size after is a number of window positions, which becomes no axis of its own: <c>Lh</c>.</summary>
    internal AxisNotation Positions => this with { After = "L" + Suffix, OutputName = $"Window positions, {Name}" };

    /// <summary>The names for spatial axis <paramref name="axis"/> of <paramref name="spatialRank"/>.</summary>
    public static AxisNotation For(int axis, int spatialRank) => spatialRank < ByRank.Length
        ? ByRank[spatialRank][axis]
        : new AxisNotation($"axis {axis}", $"N{Digits.Subscript(axis)}");
}
