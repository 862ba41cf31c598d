namespace DeepCalc;

/// <summary>What goes into a call of a layer.</summary>
/// <param name="Layer">The layer whose output it is.</param>
/// <param name="Role">The name of the argument, or null for one without.</param>
internal readonly record struct KerasArgument(Layer Layer, string? Role)
{
    /// <summary>Whether it is none that the shape depends on: a mask, a switch for training.</summary>
    public bool IsAside => Role is not null && (Role.EndsWith("mask", StringComparison.Ordinal) || Role == "training");
}
