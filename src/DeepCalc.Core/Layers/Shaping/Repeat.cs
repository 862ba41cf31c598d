namespace DeepCalc;

/// <summary>Repeats the input along its axes (tile).</summary>
/// <param name="Counts">
/// The number of repetitions of each axis, at least 1; a single number is for <paramref name="Axis"/> or for the only axis.
/// </param>
/// <param name="Axis">
/// The axis of a single number, without the batch axis, negative from the end; null where each axis has a number.
/// </param>
public sealed record Repeat(TensorShape Counts, int? Axis = null) : Rearrangement
{
    /// <summary>A known number of repetitions.</summary>
    public Repeat(AxisValues counts, int? axis = null)
        : this(new TensorShape([.. counts.Values]), axis)
    {
    }

    public override string Describe() => Axis is { } axis ? $"{Counts} times, axis {axis}" : $"{Counts} times";

    public override TensorShape DefaultInput => Axis is null && Counts.Rank is > 0 and < 5
        ? Counts.Rank == 1 ? new TensorShape(Quantity.Unknown("C")) : WindowedLayer.DefaultInput(Counts.Rank - 1)
        : base.DefaultInput;

    public override bool FixesRank => Axis is null;

    public override void Validate()
    {
        int least = IsWhole ? 0 : 1;
        DeepCalcException.ThrowIf(
            Counts.Rank < least || Counts.Sizes.Any(count => count.KnownValue < least), ErrorCode.InvalidSize,
            $"the number of times must be at least {least} on every axis; given {(Counts.Rank == 0 ? "nothing" : Counts.ToString())}.");

        DeepCalcException.ThrowIf(
            Axis is not null && Counts.Rank > 1, ErrorCode.InvalidSetting,
            $"{Counts} are numbers for {Counts.Rank} axes, but only axis {Axis} is given; give one number with an axis.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        DeepCalcException.ThrowIf(
            Axis is null && Counts.Rank != input.Rank, ErrorCode.RankMismatch,
            $"{Counts} times is for {Counts.Rank} {(Counts.Rank == 1 ? "axis" : "axes")}; the input is {input}, which has {input.Rank}: give one number for each, or one number and an axis.");

        TensorShape output = input;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            Quantity count = CountOn(axis, input);
            if (count != 1)
            {
                output = output.With(axis, working.Record(
                    $"Output size of axis {axis}", "size₂", working.Let("size₁", input[axis], "input size") * working.Let("k", count, "repetitions"), Sources.Definition));
            }
        }

        return output;
    }

    /// <summary>A strided view where only axes of one position are repeated, otherwise a tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        TensorShape input = inputs[0];
        return !Enumerable.Range(0, input.Rank).All(axis => input[axis] == 1 || CountOn(axis, input) == 1) ? new()
            : new() { ViewOf = 0, Order = input.Equals(output) ? ViewOrder.Contiguous : ViewOrder.Strided };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        CountOn(axis, inputs[0]) == 1 ? AxisView.Same(axis)
        : inputs[0][axis] == 1 ? AxisView.Broadcast(axis)
        : AxisView.Merged(axis);

    private Quantity CountOn(int axis, TensorShape input) =>
        Axis is not { } only ? Counts[axis] : AxisIndex.Of(only, input) == axis ? Counts[0] : 1;
}
