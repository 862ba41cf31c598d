namespace DeepCalc;

/// <summary>Marks the positions of a sequence.</summary>
/// <param name="Method">The kind of marks: learned vectors, sines and cosines, or rotations.</param>
/// <param name="Length">
/// The number of positions with a vector, for a learned embedding only; null is the number of positions of the input.
/// </param>
public sealed record PositionEmbedding(PositionKind Method = PositionKind.Learned, long? Length = null) : SameShapeDefinition
{
    internal const double UsualBase = 10_000;

    /// <summary>The base θ of the wavelengths of sines and cosines, and of the angles of rotary positions; 10,000 in all frameworks.</summary>
    public double Base { get; init; } = UsualBase;

    /// <summary>Whether rotary positions pair neighbouring features; otherwise each feature of the first half with one of the second.</summary>
    public bool IsInterleaved { get; init; }

    /// <summary>The number of features that rotary positions rotate, those of all heads; null is all.</summary>
    public long? RotatedFeatures { get; init; }

    /// <summary>
    /// How a table of learned vectors, a square map, is resized to the positions of the input, which can then be more; null for a table that is
    /// used as it is.
    /// </summary>
    public Interpolation? Resizing { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Method switch
    {
        PositionKind.Learned => "PositionEmbedding",
        PositionKind.Sinusoidal => "SinePositionEncoding",
        _ => "RotaryEmbedding",
    };

    public override string Describe() => SettingText.Join(
        Length is { } length ? $"{length} positions" : null, SettingText.Of("base", Base, UsualBase), IsInterleaved ? "interleaved" : null,
        RotatedFeatures is { } rotated ? $"rotary on {rotated}" : null, Resizing is { } resizing ? $"resized {SettingText.Of(resizing)}" : null);

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of positions", Length ?? 1, 1);
        DeepCalcException.ThrowIf(
            Length is not null && Method != PositionKind.Learned, ErrorCode.InvalidSetting,
            $"{Method} positions are computed and take no length; leave the length out.");
        DeepCalcException.ThrowIf(
            Resizing is not null && (Method != PositionKind.Learned || Length is null), ErrorCode.InvalidSetting,
            "only a table of learned positions with a length is resized.");
    }

    protected override void RequireFit(TensorShape input)
    {
        DeepCalcException.ThrowIf(
            input.Rank < 2, ErrorCode.RankMismatch,
            $"a position embedding needs an input of positions and features, such as 197x768; the input is {input}.");
        DeepCalcException.ThrowIf(
            Resizing is null && input[^2].KnownValue > Length, ErrorCode.InvalidSize,
            $"the input {input} has {input[^2]} positions, but only {Length} have a vector; shorten the sequence to {Length}, or give a length of at least {input[^2]}.");
        DeepCalcException.ThrowIf(
            Method == PositionKind.Rotary && RotatedFeatures is null && input.Last.KnownValue % 2 > 0, ErrorCode.ShapeMismatch,
            $"rotary positions rotate pairs of features; the input {input} has {input.Last} features, an odd number.");
    }

    /// <summary>T·C, if they are learned.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        Method == PositionKind.Learned
            ? [new Weight("embeddings", new TensorShape(working.Let("T", Length ?? inputs[0][^2]), working.Let("C", inputs[0].Last)))]
            : [];

    /// <summary>1 an element, rotary 3; for a table that is resized 7 more by linear interpolation, 31 by cubic interpolation.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(
            RotatedFeatures is { } rotated
                ? working.ProductOf(output, except: output.Rank - 1) * working.Let("r", rotated, "features that rotary positions rotate")
                : working.OutputElements(output),
            Method == PositionKind.Rotary ? ElementwiseWork.Rotation : ElementwiseWork.Addition + OfResizing,
            working);

    // Of t products and their sum, on a map of two axes.
    private long OfResizing => Resizing switch
    {
        Interpolation.Linear => (2 * 2 * 2) - 1,
        Interpolation.Cubic => (2 * 4 * 4) - 1,
        _ => 0,
    };

    /// <summary>Written over the input, except for rotations, which need two elements each; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = Method == PositionKind.Rotary ? [] : [0] };

    /// <summary>A unit sees its own element; rotary positions mix the features of a position.</summary>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Method == PositionKind.Rotary && axis == output.Rank - 1 ? AxisView.Everything : AxisView.Same(axis);
}
