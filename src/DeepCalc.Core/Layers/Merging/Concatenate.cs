namespace DeepCalc;

/// <summary>Concatenates two or more branches on an axis.</summary>
/// <param name="Axis">The axis, without the batch axis, negative from the end; null is the channel axis.</param>
public sealed record Concatenate(int? Axis = null) : Rearrangement
{
    public override string Describe() => Axis is { } axis ? $"axis {axis}" : "";

    public override int LeastInputs => 2;

    public override int MostInputs => int.MaxValue;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        Joining.Shape(inputs, JoinedAxis(inputs[0]), working);

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Joining.View(inputs, input, axis, JoinedAxis(output));

    private int JoinedAxis(TensorShape shape) => AxisIndex.OrChannel(Axis, shape);
}
