using DeepCalc.Formulas;
using DeepCalc.Shapes;

namespace DeepCalc;

/// <summary>The positions start, start + step, … before stop on one axis, by Python's rules.</summary>
/// <param name="Axis">The axis, without the batch axis, negative from the end.</param>
/// <param name="Start">The first position; negative from the end.</param>
/// <param name="Stop">The position after the last; negative from the end; null is the end.</param>
/// <param name="Step">The distance between positions, at least 1.</param>
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

        // Both counted from the same end: empty for every size.
        if (Stop is { } stop && (stop == 0 || (stop < 0 == Start < 0 && stop <= Start)))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"the slice {Start}:{Stop} of axis {Axis} is empty: the stop must be after the start.");
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
                $"the slice {Start}:{Stop} of axis {Axis} is empty: {input} has {input[axis]} positions there; the slice would start at {start} and stop before {stop}.")
            : input.With(axis, working.Record($"Output size of axis {axis}", "size₂", count, Sources.Definition));
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Step == 1 ? PartOf(inputs[0], AxisIndex.Of(Axis, inputs[0])) : new() { ViewOf = 0, Order = ViewOrder.Strided };

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == AxisIndex.Of(Axis, inputs[0]) ? AxisView.Window(axis, 1, 1, Step, 0 - First(inputs[0][axis])) : AxisView.Same(axis);

    // No slice of a layer is empty, so a slice of at most one position has exactly one, for every size.
    private bool IsOnePosition => (Stop, Start < 0) switch
    {
        (null, true) => -Start <= Step,
        ({ } stop, var fromEnd) when stop < 0 == fromEnd => stop - Start <= Step,
        _ => false,
    };

    // No slice of a layer is empty, so an unknown size is larger than a start counted from the front.
    private Quantity First(Quantity size) => Start >= 0
        ? Start
        : size.KnownValue <= -Start ? 0 : Quantity.Max(size - -Start, 0);
}
