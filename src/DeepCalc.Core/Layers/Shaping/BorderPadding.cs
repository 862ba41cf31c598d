namespace DeepCalc;

/// <summary>Padding as a separate layer: zeros or values of the input around the spatial axes.</summary>
/// <param name="Amounts">The positions added before and after each axis, at least 0.</param>
/// <param name="Mode">The values of the padding; the default is zeros.</param>
/// <param name="Rank">The number of spatial axes, or null to take it from the input.</param>
/// <remarks>
/// For the receptive field, the padding is outside the input in every mode, even where it repeats values of the input.
/// </remarks>
public sealed record BorderPadding(Padding Amounts, BorderMode Mode = BorderMode.Zero, int? Rank = null) : Rearrangement
{
    /// <summary>Padding of all axes of a whole tensor.</summary>
    /// <param name="before">The positions added before each axis; negative is cropped, and some can be unknown.</param>
    /// <param name="after">The positions added after each axis.</param>
    /// <param name="mode">The values of the padding.</param>
    public BorderPadding(TensorShape before, TensorShape after, BorderMode mode)
        : this(Padding.None, mode)
    {
        Before = before;
        After = after;
        IsWhole = true;
    }

    /// <summary>The number that the padding consists of in the mode Zero; the default is 0.</summary>
    public double Value { get; init; }

    private static readonly string[] Prefixes = ["Zero", "Reflection", "Replication", "Circular"];

    /// <summary>The positions added before each axis of a whole tensor, in place of the amounts.</summary>
    public TensorShape? Before { get; init; }

    /// <summary>The positions added after each axis of a whole tensor.</summary>
    public TensorShape? After { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        WindowedLayer.Kind($"{Prefixes[(int)Mode]}Padding", inputs);

    public override string Describe() => SettingText.Join(
        Before is null && After is null ? Amounts.ToString() : $"{Before} before, {After} after",
        Mode == BorderMode.Zero ? null : SettingText.Of(Mode),
        SettingText.Of("value", Value, 0));

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(BorderAmounts.OwnRank(Amounts, Rank));

    public override bool FixesRank => true;

    public override void Validate()
    {
        if (!IsWhole)
        {
            BorderAmounts.Validate(Amounts, Rank, Mode);
        }
        else if (Before is null || After is null || Before.Rank != After.Rank)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "the padding of a whole tensor needs numbers before and after each axis.");
        }
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        if (!IsWhole)
        {
            return BorderAmounts.OutputShape(Amounts, input, Rank, Mode, working);
        }

        DeepCalcException.ThrowIf(
            Before!.Rank != input.Rank, ErrorCode.RankMismatch,
            $"there are {Before.Rank} amounts of padding for the {input.Rank} axes of {input}; there must be one for each.");

        TensorShape output = input;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (Before[axis] != 0 || After![axis] != 0)
            {
                output = output.With(axis, BorderAmounts.Resized(AxisNotation.Numbered(axis), input[axis], Before[axis], After![axis], Mode, "", working));
            }
        }

        return output;
    }

    /// <summary>A tensor of its own; kept is the input that reflection or replication takes its values from.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = Mode is BorderMode.Reflect or BorderMode.Replicate ? [0] : [] };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        IsWhole ? AxisView.Window(axis, 1, 1, 1, Before![axis]) : BorderAmounts.View(Amounts, axis, inputs[0], 1);
}
