namespace DeepCalc;

/// <summary>
/// Subtracts a mean and divides by a standard deviation, both measured on data beforehand (Keras's preprocessing layer Normalization).
/// </summary>
/// <param name="Axes">
/// The axes with a separate mean for each position, counted from 0 without the batch axis; none for a single mean.
/// </param>
/// <param name="IsLearned">Whether the statistics and the number of their samples are weights; otherwise they are settings.</param>
public sealed record FeatureNormalization(AxisValues Axes, bool IsLearned = true) : SameShapeDefinition
{
    /// <summary>Whether it does the inverse: it multiplies by the standard deviation and adds the mean.</summary>
    public bool IsInverse { get; init; }

    /// <summary>The mean and the variance where they are settings, or null.</summary>
    public Constants? Constants { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "Normalization";

    public override string Describe() => SettingText.Join(
        Axes.Count == 0 ? "one mean" : $"axes {string.Join(',', Axes.Values)}", IsInverse ? "inverse" : null, Constants?.ToString());

    protected override void RequireFit(TensorShape input) => AxisIndex.AllOf(Axes, input);

    /// <summary>A mean and a variance for each feature, and a number of samples, not trainable; none where they are settings.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        if (!IsLearned)
        {
            return [];
        }

        TensorShape input = inputs[0];
        Quantity[] sizes = Array.ConvertAll(AxisIndex.AllOf(Axes, input), axis => working.Let($"N{Digits.Subscript(axis)}", input[axis]));
        TensorShape shape = sizes.Length == 0 ? new(1) : new(sizes);
        return [new Weight("mean", shape, false), new Weight("variance", shape, false), new Weight("count", new TensorShape(1), false)];
    }

    /// <summary>2 an element.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), 2, working);

    /// <summary>Written over the input; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = [0] };

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => inputs[0].Computed();
}
