using DeepCalc.Shapes;

namespace DeepCalc;

/// <summary>Inserts an axis of size 1.</summary>
/// <param name="Axis">Its index in the output, without the batch axis; negative from the end.</param>
public sealed record ExpandDims(int Axis) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(ExpandDims);

    /// <inheritdoc/>
    public override string Describe() => $"axis {Axis}";

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int added = AxisIndex.OfNew(Axis, input);
        return new TensorShape(input.Layout, [.. input.Sizes.Take(added), 1, .. input.Sizes.Skip(added)]);
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0 };

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisView.Same(axis < AxisIndex.OfNew(Axis, inputs[0]) ? axis : axis + 1);
}
