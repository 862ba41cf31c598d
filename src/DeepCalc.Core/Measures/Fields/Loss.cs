namespace DeepCalc.Measures.Fields;

/// <summary>The point from which the place of a unit's field no longer follows from its index.</summary>
/// <param name="Layer">The layer that moved the units.</param>
/// <param name="Input">The input through which they came; −1 for concatenated branches.</param>
/// <param name="Before">The earlier loss, or null.</param>
internal sealed record Loss(Layer Layer, int Input, Loss? Before)
{
    /// <summary>
    /// Whether units of the same index came from the same place: the place was lost in the same layer, or in two layers that move units
    /// alike.
    /// </summary>
    public bool IsThatOf(Loss? other) => ReferenceEquals(this, other)
        || (other is not null && Before is null && other.Before is null && Input >= 0 && Input == other.Input
            && Layer.Definition.Equals(other.Layer.Definition) && Layer.InputShapeSpan[Input].Equals(other.Layer.InputShapeSpan[Input]));
}
