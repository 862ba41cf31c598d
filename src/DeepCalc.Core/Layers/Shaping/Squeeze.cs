namespace DeepCalc;

/// <summary>Removes axes of size 1.</summary>
/// <param name="Axes">
/// The axes, without the batch axis, negative from the end; null is all axes of size 1, except one where there are no others.
/// </param>
public sealed record Squeeze(AxisValues? Axes = null) : Rearrangement
{
    public override string Describe() => Axes is { } axes ? AxisIndex.Describe(axes) : "";

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        return new TensorShape(input.Layout, [.. Kept(input).Select(axis => input[axis])]);
    }

    /// <summary>A view.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new() { ViewOf = 0 };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int index = Array.IndexOf(Kept(inputs[0]), axis);
        return index < 0 ? AxisView.Broadcast(0) : AxisView.Same(index);
    }

    private int[] Kept(TensorShape input)
    {
        IEnumerable<int> all = Enumerable.Range(0, input.Rank);
        int[] gone = Axes is { } given ? AxisIndex.AllOf(given, input) : [.. all.Where(axis => input[axis] == 1)];
        foreach (int axis in gone)
        {
            DeepCalcException.ThrowIf(
                input[axis].KnownValue is not (null or 1), ErrorCode.ShapeMismatch,
                $"axis {axis} of {input} has size {input[axis]}; only an axis of size 1 can be removed.");
        }

        int[] kept = [.. all.Except(gone)];
        return kept.Length > 0 || IsWhole || input.Rank == 0 ? kept
            : Axes is null ? [input.ChannelAxis]
            : throw new DeepCalcException(ErrorCode.RankMismatch, $"{Describe()} would leave no axis of {input}; one axis must remain.");
    }
}
