namespace DeepCalc;

/// <summary>The positions start, start + step, … before stop on one axis, by Python's rules.</summary>
/// <param name="Axis">The axis, without the batch axis, negative from the end.</param>
/// <param name="Start">The first position; negative from the end.</param>
/// <param name="Stop">The position after the last; negative from the end; null is the end.</param>
/// <param name="Step">The distance between positions, at least 1; for a whole tensor, negative is backwards.</param>
public sealed record Slice(int Axis, Quantity Start = default, Quantity? Stop = null, long Step = 1) : Rearrangement
{
    /// <summary>The slice of another axis, which is also taken, or null.</summary>
    public Slice? Then { get; init; }

    public override string Describe() =>
        $"axis {Axis}, {Bounds()}{(Step == 1 ? "" : $":{Step}")}{(Then is { } other ? $"; {other.Describe()}" : "")}";

    public override void Validate()
    {
        Require("the step", IsWhole ? Math.Abs(Step) : Step, 1);

        // Both counted from the same end: empty for every size.
        DeepCalcException.ThrowIf(
            !IsWhole && Stop is { KnownValue: { } stop } && Start.KnownValue is { } start && (stop == 0 || (stop < 0 == start < 0 && stop <= start)),
            ErrorCode.InvalidSize,
            $"the slice {Bounds()} of axis {Axis} is empty: the stop must be after the start.");

        Then?.Validate();
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int axis = AxisIndex.Of(Axis, input);
        Quantity count = Slicing.Of(input[axis], Start, Stop, Step, IsWhole, working).Count;
        DeepCalcException.ThrowIf(
            !IsWhole && count.KnownValue < 1, ErrorCode.InvalidSize,
            $"the slice {Bounds()} of axis {Axis} is empty: {input} has only {input[axis]} positions there.");

        TensorShape output = input.With(axis, working.Record($"Output size of axis {axis}", "size₂", count, Sources.Definition));
        return Then?.OutputShape([output], working) ?? output;
    }

    /// <summary>A view, strided unless it is a part of the outermost axis.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Step == 1 && Then is null ? PartOf(inputs[0], AxisIndex.Of(Axis, inputs[0])) : new() { ViewOf = 0, Order = ViewOrder.Strided };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (axis != AxisIndex.Of(Axis, inputs[0]))
        {
            return Then?.View(input, axis, inputs, output) ?? AxisView.Same(axis);
        }

        Quantity begin = Slicing.Of(inputs[0][axis], Start, Stop, Step, IsWhole).Begin;
        return Step < 0 || begin.LowerBound is null ? AxisView.Merged(axis) : AxisView.Window(axis, 1, 1, Step, 0 - begin);
    }

    private string Bounds() => $"{(Start == 0 ? "" : Start)}:{Stop}";
}
