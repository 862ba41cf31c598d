using DeepCalc.Shapes;

namespace DeepCalc;

/// <summary>Removes axes of size 1.</summary>
/// <param name="Axis">
/// The axis, without the batch axis, negative from the end; null is all axes of size 1, except one where there are no others.
/// </param>
public sealed record Squeeze(int? Axis = null) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(Squeeze);

    /// <inheritdoc/>
    public override string Describe() => Axis is { } axis ? $"axis {axis}" : "";

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        return new TensorShape(input.Layout, [.. Kept(input).Select(axis => input[axis])]);
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0 };

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int index = Array.IndexOf(Kept(inputs[0]), axis);
        return index < 0 ? AxisView.Broadcast(0) : AxisView.Same(index);
    }

    private int[] Kept(TensorShape input)
    {
        int[] axes = [.. Enumerable.Range(0, input.Rank)];
        if (Axis is not { } given)
        {
            int[] kept = [.. axes.Where(axis => input[axis] != 1)];
            return kept.Length > 0 || input.Rank == 0 ? kept : [input.ChannelAxis];
        }

        int gone = AxisIndex.Of(given, input);
        if (input[gone] is { IsKnown: true } size && size != 1)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"axis {given} of {input} has size {size}; only an axis of size 1 can be removed.");
        }

        return input.Rank > 1
            ? [.. axes.Where(axis => axis != gone)]
            : throw new DeepCalcException(ErrorCode.RankMismatch, $"axis {given} is the only axis of {input}; one axis must remain.");
    }
}
