namespace DeepCalc;

/// <summary>Halves an axis: each element of the first half is multiplied by a function of its partner in the second half.</summary>
/// <param name="Gate">The function of the second half.</param>
/// <param name="Axis">The axis, the batch axis not counted, negative from the end; null is the channel axis.</param>
public sealed record GatedLinearUnit(ActivationFunction Gate, int? Axis = null) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "GLU";

    public override string Describe() => $"gate {Gate.ToString().ToLowerInvariant()}{(Axis is { } axis ? $", axis {axis}" : "")}";

    public override void Validate() => ElementwiseWork.Require(Gate, "a gate", ActivationFunction.Sigmoid);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int axis = AxisOf(input);
        DeepCalcException.ThrowIf(
            input[axis].KnownValue % 2 > 0, ErrorCode.ShapeMismatch,
            $"axis {axis} of the input {input} has {input[axis]} elements, which cannot be halved; an even number is needed.");

        return input.With(
            axis,
            working.Record($"Output size of axis {axis}", "c₂", Quantity.FloorDivide(working.Let("c₁", input[axis], "input size"), 2), Sources.Definition));
    }

    /// <summary>For each output, its function and 1.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.Of(Gate) + 1, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis != AxisOf(inputs[0]) ? AxisView.Same(axis)
        : output[axis].IsKnown ? AxisView.Window(axis, 2, output[axis].Value, 1, 0)
        : AxisView.Unknown(axis);

    private int AxisOf(TensorShape shape) => AxisIndex.OrChannel(Axis, shape);
}
