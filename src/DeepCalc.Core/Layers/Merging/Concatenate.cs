using DeepCalc.Arithmetic;
using DeepCalc.Formulas;
using DeepCalc.Shapes;

namespace DeepCalc;

/// <summary>Concatenates two or more branches on an axis.</summary>
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
        TensorShape shape = inputs[0];
        int joined = JoinedAxis(shape);
        Quantity size = working.Let("c₁", shape[joined], "size of input 1");
        for (int i = 1; i < inputs.Length; i++)
        {
            shape = Join(shape, inputs[i], joined, working);
            size += working.Let($"c{Digits.Subscript(i + 1)}", inputs[i][joined], "size of that input");
        }

        return shape.With(joined, working.Record($"Output size of axis {joined}", "c", size, Sources.Definition));
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new();

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (axis != JoinedAxis(output))
        {
            return AxisView.Same(axis);
        }

        Quantity offset = 0;
        foreach (TensorShape before in inputs[..input])
        {
            offset += before[axis];
        }

        return AxisView.Joined(axis, offset);
    }

    // All axes but the concatenated one must be equal.
    private static TensorShape Join(TensorShape shape, TensorShape next, int joined, Working? working)
    {
        Merging.RequireSameLayout(shape, next, "concatenated");
        if (shape.Rank != next.Rank)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"{shape} and {next} cannot be concatenated: the number of axes must be the same.");
        }

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

    private int JoinedAxis(TensorShape shape) => AxisIndex.OrChannel(Axis, shape);
}
