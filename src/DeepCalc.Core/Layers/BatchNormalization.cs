namespace DeepCalc;

/// <summary>Batch normalisation of each channel.</summary>
/// <param name="UseScale">Whether there is a trainable scale, gamma.</param>
/// <param name="UseCenter">Whether there is a trainable offset, beta.</param>
/// <param name="TrackStatistics">Whether there are a running mean and variance, which are not trainable.</param>
public sealed record BatchNormalization(bool UseScale = true, bool UseCenter = true, bool TrackStatistics = true) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "BatchNormalization";

    /// <inheritdoc/>
    public override string Describe() => string.Join(
        ", ",
        new[] { UseScale ? null : "no scale", UseCenter ? null : "no centre", TrackStatistics ? null : "no statistics" }.OfType<string>());

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0];

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var shape = new TensorShape(working.Let("C", inputs[0].Channels));
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

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.Affine, working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisView.Same(axis);
}
