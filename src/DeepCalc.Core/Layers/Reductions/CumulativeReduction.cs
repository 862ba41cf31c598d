namespace DeepCalc;

/// <summary>Running sums or products along an axis: each position is the number so far, from the first position or from the last.</summary>
/// <param name="Method">Sum or Product.</param>
/// <param name="Axis">The axis, without the batch axis, negative from the end.</param>
/// <param name="IsReverse">Whether it runs from the last position to the first.</param>
public sealed record CumulativeReduction(ReductionKind Method, int Axis, bool IsReverse = false) : SameShapeDefinition
{
    /// <summary>Whether a position leaves out its own number.</summary>
    public bool IsExclusive { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => $"Cumulative{Method}";

    public override string Describe() => SettingText.Join($"axis {Axis}", IsReverse ? "backward" : null, IsExclusive ? "exclusive" : null);

    protected override void RequireFit(TensorShape input) => AxisIndex.Of(Axis, input);

    /// <summary>Each number is the one before it and one operation.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), 1, working);

    /// <summary>The derivative of a sum needs nothing, that of a product the input.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = [0], KeepsInputs = Method == ReductionKind.Sum ? [] : [0], KeepsOutput = Method != ReductionKind.Sum };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis != AxisIndex.Of(Axis, output) ? AxisView.Same(axis)
        : IsReverse ? AxisView.Everything
        : AxisView.Prefix(axis);
}
