namespace DeepCalc.Formulas;

/// <summary>
/// Broadcasting of shapes to a common one, as in NumPy: axes are matched from the last to the first, and an axis that is missing or of
/// size 1 is stretched.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The common shape of one or more shapes.</summary>
    /// <exception cref="DeepCalcException">Two sizes of an axis differ, and neither is 1; or the layouts differ.</exception>
    public static TensorShape Shape(ReadOnlySpan<TensorShape> shapes, Working? working = null)
    {
        TensorShape shape = shapes[0];
        foreach (TensorShape next in shapes[1..])
        {
            shape = Shape(shape, next, working);
        }

        return shape;
    }

    /// <summary>The common size of an axis, or null if the sizes differ and neither is 1.</summary>
    public static Quantity? Size(Quantity a, Quantity b, Working? working = null) => b == 1 ? a : a == 1 ? b : Merging.Agree(a, b, working);

    /// <summary>What a unit of the output sees of an axis of an input that was broadcast to the output.</summary>
    public static AxisView View(TensorShape input, int axis, TensorShape output) => View(input[axis], axis + output.Rank - input.Rank, output);

    /// <summary>The same, for an axis of a size that becomes an axis of the output, or that the output lacks (−1).</summary>
    public static AxisView View(Quantity size, int outputAxis, TensorShape output) =>
        outputAxis < 0 ? AxisView.Everything
        : size == 1 && output[outputAxis] != 1 ? AxisView.Broadcast(outputAxis)
        : AxisView.Same(outputAxis);

    private static TensorShape Shape(TensorShape left, TensorShape right, Working? working)
    {
        if (left.Equals(right))
        {
            return left;
        }

        Merging.RequireSameLayout(left, right, "merged");
        TensorShape shape = left.Rank >= right.Rank ? left : right;
        for (int axis = Math.Abs(left.Rank - right.Rank); axis < shape.Rank; axis++)
        {
            Quantity a = left[^(shape.Rank - axis)];
            Quantity b = right[^(shape.Rank - axis)];
            Quantity size = Size(a, b, working) ?? throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{left} and {right} cannot be merged: they differ on axis {axis} ({a} and {b}); sizes must be equal, or one of them 1.");
            shape = size == shape[axis] ? shape : shape.With(axis, size);
        }

        return shape;
    }
}
