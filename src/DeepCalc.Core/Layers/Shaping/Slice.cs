namespace DeepCalc;

/// <summary>Every so many positions of a part of one axis, by Python's rules.</summary>
/// <param name="Axis">The axis, without the batch axis, negative from the end.</param>
/// <param name="Start">The first position; negative from the end.</param>
/// <param name="Stop">The position after the last; negative from the end; null is the end.</param>
/// <param name="Step">How far the positions are apart.</param>
public sealed record Slice(int Axis, long Start = 0, long? Stop = null, long Step = 1) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(Slice);

    /// <inheritdoc/>
    public override string Describe() => $"axis {Axis}, {(Start == 0 ? "" : Start)}:{Stop}{(Step == 1 ? "" : $":{Step}")}";

    /// <inheritdoc/>
    public override void Validate()
    {
        Require("the step", Step, 1);

        // Counted from the same end, of any size.
        if (Stop is { } stop && (stop == 0 || (stop < 0 == Start < 0 && stop <= Start)))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"the slice {Start}:{Stop} of axis {Axis} is empty: it must stop after it starts.");
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int axis = AxisIndex.Of(Axis, input);
        Quantity size = working.Let("size₁", input[axis], "input size");
        Quantity start = First(size);
        Quantity stop = Stop is not { } given ? size
            : given < 0 ? size - working.Let("k", -given, "positions from the end")
            : size.KnownValue <= given ? size : Quantity.Min(size, working.Let("b", given, "bound"));
        Quantity count = !size.IsKnown && IsOnePosition ? 1 : Quantity.CeilingDivide(stop - start, working.Let("S", Step, "step"));
        return count is { IsKnown: true, Value: < 1 }
            ? throw new DeepCalcException(
                ErrorCode.InvalidSize,
                $"the slice {Start}:{Stop} of axis {Axis} is empty: {input} has {input[axis]} positions there; it would go from {start} to before {stop}.")
            : input.With(axis, working.Record($"Output size of axis {axis}", "size₂", count, Sources.Definition));
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == AxisIndex.Of(Axis, inputs[0]) ? AxisView.Window(axis, 1, 1, Step, 0 - First(inputs[0][axis])) : AxisView.Same(axis);

    // Of any size, since no slice of a layer is empty: a number of positions that is at most one is one.
    private bool IsOnePosition => (Stop, Start < 0) switch
    {
        (null, true) => -Start <= Step,
        ({ } stop, var fromEnd) when stop < 0 == fromEnd => stop - Start <= Step,
        _ => false,
    };

    // No slice of a layer is empty, so that an unknown size is larger than a start counted from the front.
    private Quantity First(Quantity size) => Start >= 0
        ? Start
        : size.KnownValue <= -Start ? 0 : Quantity.Max(size - -Start, 0);
}
