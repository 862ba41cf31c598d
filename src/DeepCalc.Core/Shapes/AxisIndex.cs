namespace DeepCalc;

/// <summary>Axes by number: from 0, the batch axis not counted, or negative from the end.</summary>
internal static class AxisIndex
{
    /// <summary>The index of an axis of a shape.</summary>
    /// <exception cref="DeepCalcException">It has no such axis.</exception>
    public static int Of(long axis, TensorShape shape)
    {
        long index = axis < 0 ? axis + shape.Rank : axis;
        return index >= 0 && index < shape.Rank
            ? (int)index
            : throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"axis {axis} does not exist in an input of {shape.Rank} axes ({shape}); valid are {-shape.Rank} to {shape.Rank - 1}.");
    }
}
