namespace DeepCalc.Shapes;

/// <summary>Axis numbers as users give them: from 0 without the batch axis, or negative from the end.</summary>
internal static class AxisIndex
{
    /// <summary>The index of an axis of a shape.</summary>
    /// <exception cref="DeepCalcException">The shape has no such axis.</exception>
    public static int Of(long axis, TensorShape shape) => OfNew(axis, shape, 0);

    /// <summary>The indices of axes of a shape, in their order.</summary>
    /// <exception cref="DeepCalcException">The shape has no such axis.</exception>
    public static int[] AllOf(AxisValues axes, TensorShape shape)
    {
        int[] indices = axes.Count == 0 ? [] : new int[axes.Count];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = Of(axes[i], shape);
        }

        return indices;
    }

    /// <summary>The index of an axis of a shape, or of its channel axis where none is given.</summary>
    /// <exception cref="DeepCalcException">The shape has no such axis.</exception>
    public static int OrChannel(int? axis, TensorShape shape) => Of(axis ?? shape.ChannelAxis, shape);

    /// <summary>The index of a new axis in a shape that has <paramref name="added"/> more.</summary>
    /// <exception cref="DeepCalcException">The new axis would not be next to an existing one.</exception>
    public static int OfNew(long axis, TensorShape shape, int added)
    {
        int count = shape.Rank + added;
        long index = axis < 0 ? axis + count : axis;
        return index >= 0 && index < count
            ? (int)index
            : throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"axis {axis} does not exist {(added == 0 ? "in" : added == 1 ? "once one is added to" : $"once {added} are added to")} an input of {shape.Rank} {(shape.Rank == 1 ? "axis" : "axes")} ({shape}); valid are {-count} to {count - 1}.");
    }

    /// <summary>Axes in a line of settings: <c>axis 1</c>, <c>axes 1,2</c>.</summary>
    public static string Describe(AxisValues axes) => $"{(axes.Count == 1 ? "axis" : "axes")} {string.Join(',', axes.Values)}";
}
