namespace DeepCalc.Formats.Keras;

/// <summary>An argument in the call of a layer.</summary>
/// <param name="Layer">The layer whose output is the argument.</param>
/// <param name="Role">The name of the argument, or null for a positional one.</param>
internal readonly record struct KerasArgument(Layer Layer, string? Role)
{
    /// <summary>Whether shapes do not depend on it: a mask, or a switch for training.</summary>
    public bool IsAside => Role is not null && (Role.EndsWith("mask", StringComparison.Ordinal) || Role == "training");
}
