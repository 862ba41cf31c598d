namespace DeepCalc;

/// <summary>Puts two or more branches one after another on an axis.</summary>
/// <param name="Axis">The axis, without the batch axis, negative from the end; null is the channel axis.</param>
public sealed record Concatenate(int? Axis = null) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "Concatenate";

    /// <inheritdoc/>
    public override string Describe() => Axis is { } axis ? $"axis {axis}" : "";

    /// <inheritdoc/>
    public override int LeastInputs => 2;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape first = inputs[0];
        int joined = JoinedAxis(first);
        Quantity size = working.Let("c₁", first[joined]);
        for (int i = 1; i < inputs.Length; i++)
        {
            TensorShape next = inputs[i];
            RequireJoinable(first, next, joined);
            size += working is null ? next[joined] : working.Let("c" + Digits.Subscript(i + 1), next[joined]);
        }

        return first.With(joined, working.Record($"Output size of axis {joined}", "c", size, Sources.Weights));
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == JoinedAxis(output) ? AxisView.Joined(axis) : AxisView.Same(axis);

    private static void RequireJoinable(TensorShape first, TensorShape next, int joined)
    {
        if (first.Rank != next.Rank)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{first} and {next} cannot be concatenated: the number of axes must be the same.");
        }

        for (int axis = 0; axis < first.Rank; axis++)
        {
            // Sizes that are not both known may turn out equal.
            if (axis != joined && first[axis] != next[axis] && first[axis].IsKnown && next[axis].IsKnown)
            {
                throw new DeepCalcException(
                    ErrorCode.ShapeMismatch,
                    $"{first} and {next} cannot be concatenated on axis {joined}: they differ on axis {axis} ({first[axis]} and {next[axis]}); all other axes must be equal.");
            }
        }
    }

    private int JoinedAxis(TensorShape shape)
    {
        int axis = Axis ?? shape.ChannelAxis;
        int index = axis < 0 ? axis + shape.Rank : axis;
        return index >= 0 && index < shape.Rank
            ? index
            : throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"axis {axis} does not exist in an input of {shape.Rank} axes ({shape}); valid are {-shape.Rank} to {shape.Rank - 1}.");
    }
}
