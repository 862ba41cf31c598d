namespace DeepCalc.Formulas;

/// <summary>Joining of shapes along an axis, the sizes of which add up; all other axes must be equal.</summary>
internal static class Joining
{
    /// <summary>The joined shape.</summary>
    /// <exception cref="DeepCalcException">The shapes differ on another axis, in their number of axes, or in their layout.</exception>
    public static TensorShape Shape(ReadOnlySpan<TensorShape> shapes, int joined, Working? working = null)
    {
        TensorShape shape = shapes[0];
        Quantity size = working.Let("c₁", shape[joined], "size of input 1");
        for (int i = 1; i < shapes.Length; i++)
        {
            shape = Agreed(shape, shapes[i], joined, working);
            size += working.Let($"c{Digits.Subscript(i + 1)}", shapes[i][joined], "size of that input");
        }

        return shape.With(joined, working.Record($"Output size of axis {joined}", "c", size, Sources.Definition));
    }

    /// <summary>What a unit of the joined shape sees of an axis of one of the shapes.</summary>
    public static AxisView View(ReadOnlySpan<TensorShape> shapes, int shape, int axis, int joined)
    {
        if (axis != joined || shapes.Length == 1)
        {
            return AxisView.Same(axis);
        }

        Quantity offset = 0;
        foreach (TensorShape before in shapes[..shape])
        {
            offset += before[axis];
        }

        return AxisView.Joined(axis, offset);
    }

    private static TensorShape Agreed(TensorShape shape, TensorShape next, int joined, Working? working)
    {
        Merging.RequireSameLayout(shape, next, "concatenated");
        DeepCalcException.ThrowIf(
            shape.Rank != next.Rank, ErrorCode.ShapeMismatch,
            $"{shape} and {next} cannot be concatenated: the number of axes must be the same.");

        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (axis != joined && shape[axis] != next[axis])
            {
                shape = shape.With(axis, Merging.Agree(shape[axis], next[axis], working) ?? throw new DeepCalcException(
                    ErrorCode.ShapeMismatch,
                    $"{shape} and {next} cannot be concatenated on axis {joined}: they differ on axis {axis} ({shape[axis]} and {next[axis]}); all other axes must be equal."));
            }
        }

        return shape;
    }
}
