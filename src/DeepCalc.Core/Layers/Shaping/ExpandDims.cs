namespace DeepCalc;

/// <summary>Inserts axes of size 1.</summary>
/// <param name="Axes">Their indices in the output, without the batch axis; negative from the end.</param>
public sealed record ExpandDims(AxisValues Axes) : Rearrangement
{
    public override string Describe() => AxisIndex.Describe(Axes);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        int[] moved = Moved(inputs[0]);
        var sizes = new Quantity[moved.Length + Axes.Count];
        Array.Fill(sizes, 1);
        for (int axis = 0; axis < moved.Length; axis++)
        {
            sizes[moved[axis]] = inputs[0][axis];
        }

        return new TensorShape(inputs[0].Layout, sizes);
    }

    /// <summary>A view.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new() { ViewOf = 0 };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisView.Same(Moved(inputs[0])[axis]);

    // The index of each axis of the input in the output.
    private int[] Moved(TensorShape input)
    {
        int[] added = [.. Axes.Values.Select(axis => AxisIndex.OfNew(axis, input, Axes.Count)).Distinct()];
        return added.Length == Axes.Count
            ? [.. Enumerable.Range(0, input.Rank + added.Length).Except(added)]
            : throw new DeepCalcException(ErrorCode.InvalidSetting, $"the axes {string.Join(',', Axes.Values)} repeat one; each may appear once.");
    }
}
