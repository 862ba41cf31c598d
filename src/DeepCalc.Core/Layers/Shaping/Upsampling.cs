using DeepCalc.Formulas;
using DeepCalc.Layers;
using DeepCalc.Layers.Shaping;
using DeepCalc.Layers.Windows;

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
    int? Rank = null) : LayerDefinition
{
    /// <summary>Whether a smaller output is made from means of the input, wide enough for the scale (antialias).</summary>
    public bool IsAntialiased { get; init; }

    /// <summary>The coefficient a of the method Cubic; null is the default of the network's framework.</summary>
    public double? CubicCoefficient { get; init; }

    /// <summary>Whether the weights of positions outside the input are left out, and the others scaled to a sum of 1.</summary>
    public bool ExcludesOutside { get; init; }

    private static readonly string[] Kinds = ["UpSampling", "UpSampling1D", "UpSampling2D", "UpSampling3D"];

    private AxisRatios EffectiveScale => Scale ?? 2;

    private bool IsNearest => Method is Interpolation.Nearest or Interpolation.NearestExact;

    private int? OwnRank
    {
        get
        {
            int most = Math.Max(Scale?.Count ?? 1, Size?.Count ?? 1);
            return Rank ?? (most > 1 ? most : null);
        }
    }

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Kinds[WindowedLayer.KindRank(inputs)];

    /// <inheritdoc/>
    public override string Describe() => SettingText.Join(
        Size is { } size ? $"to {size}" : $"by {EffectiveScale}",
        Method == Interpolation.Nearest ? null : Method.ToString(),
        AlignCorners ? "aligned corners" : null,
        IsAntialiased ? "antialiased" : null,
        SettingText.Of("cubic coefficient", CubicCoefficient),
        ExcludesOutside ? "outside left out" : null);

    /// <inheritdoc/>
    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(OwnRank);

    /// <inheritdoc/>
    public override bool FixesRank => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Scale is not null && Size is not null)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"a scale ({Scale}) and a size ({Size}) are given; give only one of them.");
        }

        if (AlignCorners && IsNearest)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"aligned corners need the method Linear or Cubic, which mix positions; {Method} does not.");
        }

        if (EffectiveScale.Count == 0 || EffectiveScale.Values.Any(scale => scale <= 0))
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"the scale must be more than 0 on every axis; given {EffectiveScale}.");
        }

        if (Size is { } size && (size.Count == 0 || size.Values.Any(value => value < 1)))
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"the size must be at least 1 on every axis; given {size}.");
        }

        if (OwnRank is { } rank)
        {
            RequireRank(rank, "its own settings");
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "upsampling", Rank);
        RequireRank(input.SpatialRank, "the input");
        Span<Quantity> spatial = new Quantity[input.SpatialRank];
        for (int i = 0; i < spatial.Length; i++)
        {
            AxisNotation axis = AxisNotation.For(i, spatial.Length);
            spatial[i] = Size is { } size
                ? working.Record(axis.OutputName, axis.After, working.Let("size", size[i], "given size"), Sources.Definition)
                : Scaled(EffectiveScale[i], input[input.SpatialAxis(i)], axis, working);
        }

        return TensorShape.FromSpatial(input.Layout, spatial, input.Channels);
    }

    /// <summary>
    /// 2t − 1 for each output that mixes t positions: t products and t − 1 sums; t is 2 on each axis for <c>Linear</c>, 4 for
    /// <c>Cubic</c>, 1 on an axis that keeps its size; 0 for <c>Nearest</c> and <c>NearestExact</c>.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity taps = 1;
        for (int i = 0; i < output.SpatialRank; i++)
        {
            int axis = output.SpatialAxis(i);
            bool stays = Size is null && !AlignCorners ? EffectiveScale[i] == 1 : inputs[0][axis] == output[axis];
            taps *= stays ? 1 : ResampledAxis.Taps(Method);
        }

        return ResampledAxis.Work(output, taps, working);
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new();

    /// <inheritdoc/>
    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => IsNearest ? inputs[0] : inputs[0].Computed();

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        // PyTorch copies an axis that keeps its size instead of mixing two positions, for any scale.
        bool isCopied = Method == Interpolation.Linear && inputs[0][axis] == output[axis];
        if (axis == output.ChannelAxis || isCopied)
        {
            return AxisView.Same(axis);
        }

        if (inputs[0][axis] == 1)
        {
            return AxisView.Broadcast(axis);
        }

        // Without aligned corners, units and positions are areas, and the mix is around their centres.
        return Step(axis - output.SpatialAxis(0), inputs[0][axis], output[axis]) is not { } step
            ? AxisView.Unknown(axis)
            : Method switch
            {
                Interpolation.Nearest => ResampledAxis.View(axis, step, ResampledPlace.Corner, Interpolation.Nearest),
                Interpolation.NearestExact => ResampledAxis.View(axis, step, ResampledPlace.CentreFromCorner, Interpolation.Nearest),
                _ => ResampledAxis.View(axis, step, AlignCorners ? ResampledPlace.Corner : ResampledPlace.Centre, Method),
            };
    }

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
    private Ratio? Step(int spatial, Quantity input, Quantity output)
    {
        if (Size is null && !AlignCorners)
        {
            return new Ratio(EffectiveScale[spatial].Denominator, EffectiveScale[spatial].Numerator);
        }

        if (input == output)
        {
            return 1;
        }

        if (!input.IsKnown || !output.IsKnown)
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
        Require("scale", Scale?.Fits(rank) ?? true, Scale);
        Require("size", Size?.Fits(rank) ?? true, Size);
        if (Method == Interpolation.Cubic && rank != 2)
        {
            throw new DeepCalcException(
                ErrorCode.RankMismatch, $"the method Cubic works on 2 spatial axes; {whose} {(whose.EndsWith('s') ? "have" : "has")} {rank}. Linear works on 1 to 3.");
        }

        void Require(string setting, bool fits, object? value)
        {
            if (!fits)
            {
                throw new DeepCalcException(
                    ErrorCode.RankMismatch,
                    $"{setting} {value} does not fit {rank} spatial {(rank == 1 ? "axis" : "axes")} of {whose}: give one number{(rank == 1 ? "" : $", or {rank}")}.");
            }
        }
    }
}
