namespace DeepCalc;

/// <summary>
/// Shifts the elements along axes; those shifted off one end return at the other (torch.roll): position o of the output is
/// position (o − shift) mod N of the input.
/// </summary>
/// <param name="Shift">The shift along each of the axes; negative is towards the front.</param>
/// <param name="Axes">The axes, without the batch axis, negative from the end: as many as shifts.</param>
public sealed record Roll(AxisValues Shift, AxisValues Axes) : SameShapeDefinition
{
    public override string Describe() => $"by {string.Join(',', Shift.Values)} on axis {string.Join(',', Axes.Values)}";

    public override void Validate() => DeepCalcException.ThrowIf(
        Shift.Count == 0 || Shift.Count != Axes.Count, ErrorCode.InvalidSetting,
        $"a roll needs as many shifts as axes, and at least one; given {Shift.Count} ({string.Join(',', Shift.Values)}) for {Axes.Count} axes ({string.Join(',', Axes.Values)}).");

    protected override void RequireFit(TensorShape input) => AxisIndex.AllOf(Axes, input);

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        // An axis named twice is shifted by both shifts.
        Int128 shift = 0;
        for (int i = 0; i < Axes.Count; i++)
        {
            shift += AxisIndex.Of(Axes.Values[i], output) == axis ? Shift.Values[i] : 0;
        }

        if (shift == 0)
        {
            return AxisView.Same(axis);
        }

        if (output[axis].KnownValue is not { } size || size > Phases.MostOfMove)
        {
            return AxisView.Unknown(axis);
        }

        long forward = (long)(((shift % size) + size) % size);
        if (forward == 0)
        {
            return AxisView.Same(axis);
        }

        return AxisView.Periodic(
            axis, 1, size, [.. Enumerable.Range(0, (int)size).Select(unit => new PhaseWindow(unit < forward ? unit - forward + size : unit - forward, 1))]);
    }
}
