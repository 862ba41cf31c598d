namespace DeepCalc;

/// <summary>One of several steps of a layer's work: the mark of its symbols, such as <c>₁</c>, and what it does, in words.</summary>
/// <param name="Number">The number of the step, from 1; 0 where there is only one.</param>
/// <param name="Name">What it does: <c>query projection</c>.</param>
/// <param name="Part">The part of the layer that it belongs to, or null.</param>
public readonly record struct WorkStep(int Number, string Name, string? Part = null)
{
    /// <summary>What stands behind the symbols of the step.</summary>
    public string Mark => Number == 0 ? "" : Digits.Subscript(Number);

    /// <summary>What stands behind the names of its results.</summary>
    public string Suffix => Number == 0 ? "" : Part is null ? $", {Name}" : $", {Name}, {Part}";
}
