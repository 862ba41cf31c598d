namespace DeepCalc;

/// <summary>Normalisation of the elements, with a learned scale and offset.</summary>
/// <param name="Method">The elements over which the mean and variance are taken.</param>
/// <param name="Groups">The number of groups, for group normalisation only.</param>
/// <param name="Axes">
/// The axes of a layer or RMS normalisation, without the batch axis, negative from the end; empty is the last axis.
/// </param>
/// <param name="UseScale">Whether there is a scale.</param>
/// <param name="UseCenter">Whether there is an offset.</param>
/// <param name="TrackStatistics">
/// Whether a batch or instance normalisation keeps running statistics in training and uses them in inference.
/// </param>
public sealed record Normalization(
    NormalizationKind Method,
    long Groups = 1,
    AxisValues Axes = default,
    bool UseScale = true,
    bool UseCenter = true,
    bool TrackStatistics = false)
    : SameShapeDefinition
{
    /// <summary>The number added to the variance before its root; null is the default of the network's framework.</summary>
    public double? Epsilon { get; init; }

    /// <summary>
    /// The share of the running statistics that a step of training keeps (PyTorch's momentum is the rest); null is the default of the
    /// network's framework.
    /// </summary>
    public double? Momentum { get; init; }

    /// <summary>Whether the scale is stored as its difference from 1, as in Gemma.</summary>
    public bool ScalesAroundOne { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        Method == NormalizationKind.Rms ? "RMSNormalization" : $"{Method}Normalization";

    public override string Describe() => SettingText.Join(
        Method == NormalizationKind.Group ? $"{Groups} groups" : null,
        Axes.Count > 0 ? $"axes {string.Join(',', Axes.Values)}" : null,
        UseScale ? null : "no scale",
        UseCenter || Method == NormalizationKind.Rms ? null : "no offset",
        TrackStatistics == (Method == NormalizationKind.Batch) ? null : TrackStatistics ? "running statistics" : "no statistics",
        ScalesAroundOne ? "scale around 1" : null,
        SettingText.Of("epsilon", Epsilon),
        SettingText.Of("momentum", Momentum));

    public override void Validate()
    {
        DeepCalcException.ThrowIf(
            Method == NormalizationKind.LocalResponse, ErrorCode.InvalidSetting,
            "LocalResponse has neither mean nor weights and cannot normalise a block; valid are Batch, Layer, Group, Instance and Rms.");

        Require("the number of groups", Groups, 1);
        DeepCalcException.ThrowIf(
            Method != NormalizationKind.Group && Groups != 1, ErrorCode.InvalidSetting,
            $"groups are a setting of Group normalisation; {Method} has none.");
        DeepCalcException.ThrowIf(
            Method is not (NormalizationKind.Layer or NormalizationKind.Rms) && Axes.Count > 0, ErrorCode.InvalidSetting,
            $"axes are a setting of Layer and Rms normalisation; {Method} normalises channels.");
        DeepCalcException.ThrowIf(
            Method is not (NormalizationKind.Batch or NormalizationKind.Instance) && TrackStatistics, ErrorCode.InvalidSetting,
            $"running statistics are a setting of Batch and Instance normalisation; {Method} keeps none.");
        DeepCalcException.ThrowIf(
            Method == NormalizationKind.Rms && UseCenter, ErrorCode.InvalidSetting, "an RMS normalisation has no offset.");
    }

    protected override void RequireFit(TensorShape input)
    {
        AxisIndex.Of(-1, input);
        AxisIndex.AllOf(Axes, input);
        if (Method == NormalizationKind.Group)
        {
            Grouping.Require(input, Groups);
        }

        DeepCalcException.ThrowIf(
            Method == NormalizationKind.Instance && input.Rank < 2, ErrorCode.RankMismatch,
            $"an instance normalisation needs spatial axes besides the channels; the input is {input}.");
    }

    /// <summary>
    /// <list type="table">
    /// <item><term>batch normalisation</term><description>C scales, C offsets, trainable; C running means, C running variances, not
    /// trainable</description></item>
    /// <item><term>layer normalisation</term><description>A scale and an offset for each element of the normalised axes, by default
    /// the last</description></item>
    /// <item><term>RMS normalisation</term><description>A scale for each element of the normalised axes</description></item>
    /// <item><term>group, instance normalisation</term><description>C scales, C offsets; instance normalisation that tracks its
    /// statistics also C running means and variances</description></item>
    /// </list>
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        TensorShape shape = Method is NormalizationKind.Layer or NormalizationKind.Rms
            ? NormalizedShape(input, working)
            : new TensorShape(working.Let("C", input.Channels));
        var weights = new List<Weight>(4);
        if (UseScale)
        {
            weights.Add(new Weight("gamma", shape));
        }

        if (UseCenter)
        {
            weights.Add(new Weight("beta", shape));
        }

        if (TrackStatistics)
        {
            weights.Add(new Weight("moving_mean", shape, IsTrainable: false));
            weights.Add(new Weight("moving_variance", shape, IsTrainable: false));
        }

        return weights;
    }

    /// <summary>
    /// <list type="table">
    /// <item><term>normalisation with running statistics</term><description>2 an element (they are folded into scale and
    /// offset)</description></item>
    /// <item><term>layer, group, instance normalisation, batch without statistics</term><description>5 an element (mean, centring,
    /// square, variance, division), and one each for scale and offset</description></item>
    /// <item><term>RMS normalisation</term><description>3 an element, and one for the scale</description></item>
    /// </list>
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.Of(this), working);

    /// <summary>
    /// Written over the input; kept are the input and a mean (but for RMS) and an inverse deviation of each set that is normalised.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity count = working.Record("Statistics of a kind", "e", Statistics(inputs[0], working), Sources.Definition);
        var deviations = new Held("inverse deviations", 0, count) { IsOfBatch = Method == NormalizationKind.Batch };
        return new()
        {
            Overwrites = [0],
            KeepsInputs = [0],
            Held = Method == NormalizationKind.Rms ? [deviations] : [deviations with { Name = "means" }, deviations],
        };
    }

    // The number of means, each over the elements that it normalises.
    private Quantity Statistics(TensorShape input, Working? working) => Method switch
    {
        NormalizationKind.Batch or NormalizationKind.Instance => working.Let("C", input.Channels),
        NormalizationKind.Group => working.Let("g", Groups),
        _ => working.ProductOf(input.WithOnes(NormalizedAxes(input))),
    };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        // Statistics of the sample itself make each element depend on all elements of its statistic.
        bool overAxis = !TrackStatistics && (Method is NormalizationKind.Layer or NormalizationKind.Rms
            ? NormalizedAxes(inputs[0]).Contains(axis)
            : axis != inputs[0].ChannelAxis || Method == NormalizationKind.Group);
        return overAxis ? AxisView.Same(axis).Gated() : AxisView.Same(axis);
    }

    private TensorShape NormalizedShape(TensorShape input, Working? working) =>
        new([.. NormalizedAxes(input).Select(axis => working.Let($"N{Digits.Subscript(axis)}", input[axis]))]);

    private int[] NormalizedAxes(TensorShape shape) =>
        [.. AxisIndex.AllOf(Axes.Count == 0 ? -1 : Axes, shape).Distinct().Order()];
}
