namespace DeepCalc;

/// <summary>Element-wise addition of two or more branches, with axes of size 1 stretched as NumPy does.</summary>
public sealed record Add : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "Add";

    /// <inheritdoc/>
    public override string Describe() => "";

    /// <inheritdoc/>
    public override int LeastInputs => 2;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape shape = inputs[0];
        foreach (TensorShape next in inputs[1..])
        {
            shape = Broadcast(shape, next);
        }

        return shape;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), inputs.Length - 1, working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int outputAxis = axis + output.Rank - inputs[input].Rank;
        bool stretched = inputs[input][axis] == 1 && output[outputAxis] != 1;
        return stretched ? AxisView.Broadcast(outputAxis) : AxisView.Same(outputAxis);
    }

    private static TensorShape Broadcast(TensorShape left, TensorShape right)
    {
        if (left.Equals(right))
        {
            return left;
        }

        Merging.RequireSameLayout(left, right, "added");
        (TensorShape longer, TensorShape shorter) = left.Rank >= right.Rank ? (left, right) : (right, left);
        TensorShape shape = longer;
        int offset = longer.Rank - shorter.Rank;
        for (int axis = 0; axis < shorter.Rank; axis++)
        {
            Quantity a = longer[axis + offset];
            Quantity b = shorter[axis];
            if (b == 1)
            {
                continue;
            }

            Quantity size = a == 1 ? b : Merging.Agree(a, b) ?? throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{left} and {right} cannot be added: they differ on axis {axis + offset} ({a} and {b}); sizes must be equal, or one of them 1.");
            shape = shape.With(axis + offset, size);
        }

        return shape;
    }
}
