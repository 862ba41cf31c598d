namespace DeepCalc.Shapes;

/// <summary>Axis numbers as users give them: from 0 without the batch axis, or negative from the end.</summary>
internal static class AxisIndex
{
    /// <summary>The index of an axis of a shape.</summary>
    /// <exception cref="DeepCalcException">The shape has no such axis.</exception>
    public static int Of(long axis, TensorShape shape) => Of(axis, shape.Rank, shape);

    /// <summary>The index of an axis of a shape, or of its channel axis where none is given.</summary>
    /// <exception cref="DeepCalcException">The shape has no such axis.</exception>
    public static int OrChannel(int? axis, TensorShape shape) => Of(axis ?? shape.ChannelAxis, shape.Rank, shape);

    /// <summary>The index of a new axis in a shape that has one more.</summary>
    /// <exception cref="DeepCalcException">The new axis would not be next to an existing one.</exception>
    public static int OfNew(long axis, TensorShape shape) => Of(axis, shape.Rank + 1, shape);

    private static int Of(long axis, int count, TensorShape shape)
    {
        long index = axis < 0 ? axis + count : axis;
        return index >= 0 && index < count
            ? (int)index
            : throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"axis {axis} does not exist {(count == shape.Rank ? "in" : "once one is added to")} an input of {shape.Rank} {(shape.Rank == 1 ? "axis" : "axes")} ({shape}); valid are {-count} to {count - 1}.");
    }
}
