namespace DeepCalc;

/// <summary>One of several steps of a layer's work: the mark of its symbols, such as <c>₁</c>, and its name in words.</summary>
/// <param name="Number">The number of the step, from 1; 0 where there is only one.</param>
/// <param name="Name">The name of the step: <c>query projection</c>.</param>
/// <param name="Part">The part of the layer to which the step belongs, or null.</param>
public readonly record struct WorkStep(int Number, string Name, string? Part = null)
{
    /// <summary>The subscript of the symbols of the step; empty for a single step.</summary>
    public string Mark => Number == 0 ? "" : Digits.Subscript(Number);

    /// <summary>The suffix of the names of its results; empty for a single step.</summary>
    public string Suffix => Number == 0 ? "" : Part is null ? $", {Name}" : $", {Name}, {Part}";
}
