namespace DeepCalc;

/// <summary>Stretches axes of size 1, and adds axes in front, to a given shape (broadcast_to, expand).</summary>
/// <param name="Sizes">The shape, without the batch axis; size 1 leaves an axis as it is.</param>
public sealed record BroadcastTo(TensorShape Sizes) : Rearrangement
{
    public override string Describe() => $"to {Sizes}";

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        Broadcasting.Shape([inputs[0], new TensorShape(inputs[0].Layout, Sizes.Span)], working);

    /// <summary>A strided view.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = inputs[0].Equals(output) ? ViewOrder.Contiguous : ViewOrder.Strided };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Broadcasting.View(inputs[0], axis, output);
}
