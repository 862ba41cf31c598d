namespace DeepCalc;

/// <summary>Where the index of a unit ceased to tell the place of its field.</summary>
/// <param name="Layer">The layer that moved the units.</param>
/// <param name="Input">The input through which they came; −1 where branches stand one after another.</param>
/// <param name="Before">Where it had been lost before, or null.</param>
internal sealed record Loss(Layer Layer, int Input, Loss? Before)
{
    /// <summary>Whether units of one index came from one place: lost in the same layer, or in two that move units alike.</summary>
    public bool IsThatOf(Loss? other) => ReferenceEquals(this, other)
        || (other is not null && Before is null && other.Before is null && Input >= 0 && Input == other.Input
            && Layer.Definition.Equals(other.Layer.Definition) && Layer.InputShapeSpan[Input].Equals(other.Layer.InputShapeSpan[Input]));
}
