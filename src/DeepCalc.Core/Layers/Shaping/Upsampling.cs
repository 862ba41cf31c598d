namespace DeepCalc;

/// <summary>Resizes the spatial axes by a scale or to a size, up or down.</summary>
/// <param name="Scale">The number of units per position on each axis, above 0; 2 where neither scale nor size is given.</param>
/// <param name="Size">The output size of each axis, in place of a scale.</param>
/// <param name="Method">How values between positions are interpolated.</param>
/// <param name="AlignCorners">Whether the corner units coincide with the corner positions.</param>
/// <param name="Rank">The number of spatial axes, or null to take it from the input.</param>
/// <remarks>As in PyTorch, a given scale is used as it is, not the ratio of the rounded sizes.</remarks>
public sealed record Upsampling(
    AxisRatios? Scale = null,
    AxisValues? Size = null,
    Interpolation Method = Interpolation.Nearest,
    bool AlignCorners = false,
    int? Rank = null) : Rearrangement
{
    /// <summary>
    /// The size of each axis where some are unknown, in place of a size. With a scale, that is only the number of units per position.
    /// </summary>
    public TensorShape? Sizes { get; init; }

    /// <summary>
    /// The place of a unit on the input. Null is PyTorch's: the first corner for Nearest and for aligned corners, or else the centre. With a
    /// given place, Nearest copies an output of the input's size, whatever the scale, as ONNX's runtimes do.
    /// </summary>
    public ResampledPlace? Place { get; init; }

    /// <summary>How Nearest chooses a position.</summary>
    public NearestRounding Rounding { get; init; }

    /// <summary>Whether a smaller output is made from means of the input, wide enough for the scale (antialias).</summary>
    public bool IsAntialiased { get; init; }

    /// <summary>The coefficient a of the method Cubic; null is the default of the network's framework.</summary>
    public double? CubicCoefficient { get; init; }

    /// <summary>Whether the weights of positions outside the input are left out, and the others scaled to a sum of 1.</summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>The value outside the input, where a crop reaches beyond it.</summary>
    public double Extrapolation { get; init; }

    // The scale that sets the places of units, or null where they follow from the sizes.
    private AxisRatios? EffectiveScale => AlignCorners ? null : Scale ?? (Size is null && Sizes is null ? 2 : null);

    private ResampledPlace UsualPlace => Method == Interpolation.NearestExact ? ResampledPlace.CentreFromCorner
        : AlignCorners || IsNearest ? ResampledPlace.Corner
        : ResampledPlace.Centre;

    // Antialiasing mixes as many positions as the scale demands.
    private bool IsKnown => !IsAntialiased && Place is not (ResampledPlace.CentreOfMiddle or ResampledPlace.Crop);

    private bool IsNearest => Method is Interpolation.Nearest or Interpolation.NearestExact;

    private int? OwnRank
    {
        get
        {
            int most = Math.Max(Scale?.Count ?? 1, Size?.Count ?? 1);
            return Rank ?? (most > 1 ? most : null);
        }
    }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind("UpSampling", inputs);

    public override string Describe() => SettingText.Join(
        Scale is not null || (Size is null && Sizes is null) ? $"by {Scale ?? 2}" : null,
        Size is { } size ? $"to {size}" : Sizes is { } sizes ? $"to {sizes}" : null,
        Method == Interpolation.Nearest ? null : Method.ToString(),
        AlignCorners ? "aligned corners" : null,
        Place is { } place && place != UsualPlace ? $"place {SettingText.Of(place)}" : null,
        IsNearest && Rounding != NearestRounding.Down ? $"rounding {SettingText.Of(Rounding)}" : null,
        IsAntialiased ? "antialiased" : null,
        SettingText.Of("cubic coefficient", CubicCoefficient),
        ExcludesOutside ? "outside left out" : null,
        SettingText.Of("outside", Extrapolation, 0));

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(OwnRank);

    public override bool FixesRank => true;

    public override void Validate()
    {
        DeepCalcException.ThrowIf(
            Scale is not null && Size is not null, ErrorCode.InvalidSetting,
            $"a scale ({Scale}) and a size ({Size}) are given; give only one of them.");
        DeepCalcException.ThrowIf(
            AlignCorners && IsNearest && Place is null, ErrorCode.InvalidSetting,
            $"aligned corners need the method Linear or Cubic, which mix positions; {Method} does not.");

        DeepCalcException.ThrowIf(
            Scale is { } scale && (scale.Count == 0 || scale.Values.Any(value => value <= 0)), ErrorCode.InvalidSize,
            $"the scale must be more than 0 on every axis; given {Scale}.");
        DeepCalcException.ThrowIf(
            Size is { } size && (size.Count == 0 || size.Values.Any(value => value < 1)), ErrorCode.InvalidSize,
            $"the size must be at least 1 on every axis; given {Size}.");
        if (OwnRank is { } rank)
        {
            RequireRank(rank, "its own settings");
        }
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        if (!IsWhole)
        {
            WindowedLayer.RequireSpatial(input, "upsampling", Rank);
        }

        int count = IsWhole ? input.Rank : input.SpatialRank;
        RequireRank(count, "the input");
        var sizes = input.Sizes.ToArray();
        for (int i = 0; i < count; i++)
        {
            int axis = AxisOf(i, input);
            AxisNotation notation = IsWhole ? AxisNotation.Numbered(axis) : AxisNotation.For(i, count);
            sizes[axis] = GivenSize(i) is { } size
                ? working.Record(notation.OutputName, notation.After, working.Let("size", size, "given size"), Sources.Definition)
                : Scaled((Scale ?? 2)[i], input[axis], notation, working);
        }

        return new TensorShape(input.Layout, sizes);
    }

    /// <summary>
    /// 2t − 1 for each output that mixes t positions: t products and t − 1 sums; t is 2 on each axis for <c>Linear</c>, 4 for
    /// <c>Cubic</c>, 1 on an axis that keeps its size; 0 for <c>Nearest</c> and <c>NearestExact</c>.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity taps = 1;
        for (int i = 0; i < (IsWhole ? output.Rank : output.SpatialRank); i++)
        {
            taps *= Stays(i, inputs[0], output) ? 1 : ResampledAxis.Taps(Method);
        }

        return IsKnown || taps == 1 ? ResampledAxis.Work(output, taps, working) : DeepCalc.Work.Unknown(Kind(inputs));
    }

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => IsNearest ? inputs[0] : inputs[0].Computed();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int place = IsWhole ? axis : axis - output.SpatialAxis(0);
        TensorShape from = inputs[0];
        if ((!IsWhole && axis == output.ChannelAxis) || Stays(place, from, output) || IsCopied(axis, from, output))
        {
            return AxisView.Same(axis);
        }

        return from[axis] == 1 ? AxisView.Broadcast(axis)
            : Place == ResampledPlace.CentreOrFirst && output[axis] == 1 ? AxisView.Window(axis, 1, 1, 1, 0)
            : IsKnown && Step(place, from[axis], output[axis]) is { } step
                ? ResampledAxis.View(axis, step, Place ?? UsualPlace, Method, Rounding, from[axis], output[axis])
            : AxisView.Unknown(axis);
    }

    // PyTorch copies an axis that keeps its size instead of mixing two positions, for any scale.
    private bool IsCopied(int axis, TensorShape input, TensorShape output) =>
        Place is null ? Method == Interpolation.Linear && input[axis] == output[axis] : IsNearest && output.Equals(input);

    // A scale other than 1 can keep the size and still move positions. Samples are never mixed: a known and an unknown size of the batch
    // are equal.
    private bool Stays(int place, TensorShape input, TensorShape output)
    {
        int axis = AxisOf(place, input);
        return EffectiveScale is { } scale ? scale[place] == 1
            : input[axis] == output[axis] || (IsWhole && axis == 0 && input.Rank > 2 && !(input[0].IsKnown && output[0].IsKnown));
    }

    private int AxisOf(int place, TensorShape shape) => IsWhole ? place : shape.SpatialAxis(place);

    private Quantity? GivenSize(int place) => Sizes is { } sizes ? sizes[place] : Size is { } size ? size[place] : null;

    private static Quantity Scaled(Ratio scale, Quantity input, AxisNotation axis, Working? working)
    {
        Quantity size = working.Let(axis.Before, input);
        Quantity output = scale.IsWhole
            ? size * working.Let("s", scale.Numerator, "scale")
            : Quantity.FloorDivide(size * scale.Numerator, scale.Denominator);
        return output is { IsKnown: true, Value: < 1 }
            ? throw new DeepCalcException(
                ErrorCode.InvalidSize,
                $"scale {scale} leaves nothing of the {axis.Name} axis of {input}; it must be at least 1/{input}.")
            : working.Record(axis.OutputName, axis.After, output, Sources.Definition);
    }

    // The distance between neighbouring units, in positions; null where it depends on an unknown size.
    private Ratio? Step(int place, Quantity input, Quantity output)
    {
        if (EffectiveScale is { } scale)
        {
            return new Ratio(scale[place].Denominator, scale[place].Numerator);
        }

        if (input == output)
        {
            return 1;
        }

        if (input.KnownValue is not > 0 || output.KnownValue is not > 0)
        {
            return null;
        }

        // A single unit is placed in the first corner.
        return !AlignCorners ? new Ratio(input.Value, output.Value)
            : output == 1 ? 1
            : new Ratio(input.Value - 1, output.Value - 1);
    }

    private void RequireRank(int rank, string whose)
    {
        WindowedLayer.RequireFit("scale", Scale, Scale?.Fits(rank) ?? true, rank, whose);
        WindowedLayer.RequireFit("size", Size, Size?.Fits(rank) ?? true, rank, whose);
        WindowedLayer.RequireFit("size", Sizes, Sizes is null || Sizes.Rank == rank, rank, whose);
        DeepCalcException.ThrowIf(
            Method == Interpolation.Cubic && rank != 2 && !IsWhole, ErrorCode.RankMismatch,
            $"the method Cubic works on 2 spatial axes; {whose} {(whose.EndsWith('s') ? "have" : "has")} {rank}. Linear works on 1 to 3.");
    }
}
