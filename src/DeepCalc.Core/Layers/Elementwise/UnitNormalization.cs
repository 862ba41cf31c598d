namespace DeepCalc;

/// <summary>Divides vectors by their length, so that the length becomes 1 (Keras's UnitNormalization).</summary>
/// <param name="Axes">The axes of the vectors, without the batch axis, negative from the end.</param>
public sealed record UnitNormalization(AxisValues Axes) : SameShapeDefinition
{
    /// <summary>The norm that is the length: 2, or 1 for the sum of absolute values.</summary>
    public long Norm { get; init; } = 2;

    public override string Describe() => SettingText.Join($"axes {string.Join(',', Axes.Values)}", Norm == 2 ? null : $"norm {Norm}");

    protected override void RequireFit(TensorShape input) => AxisIndex.AllOf(Axes, input);

    /// <summary>3 an element, as in a cosine.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.UnitLength, working);

    /// <summary>Written over the input; kept are the input and the lengths.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        TensorShape lengths = output.WithOnes(AxisIndex.AllOf(Axes, output));
        Quantity count = working.Record("Lengths", "e", working.ProductOf(lengths), Sources.Definition);
        return new() { Overwrites = [0], KeepsInputs = [0], Held = [new Held("lengths", 0, count)] };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisIndex.AllOf(Axes, output).Contains(axis) ? AxisView.Same(axis).Gated() : AxisView.Same(axis);
}
