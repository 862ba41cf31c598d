namespace DeepCalc;

/// <summary>Pooling over all spatial axes: one value per channel.</summary>
/// <param name="Pool">The value taken from each channel.</param>
/// <param name="KeepDimensions">Whether the pooled axes stay with size 1 (PyTorch) or are removed (Keras).</param>
/// <param name="Rank">The number of spatial axes, or null to take it from the input.</param>
public sealed record GlobalPooling(PoolKind Pool, bool KeepDimensions = false, int? Rank = null) : LayerDefinition
{
    /// <summary>The exponent p of an <see cref="PoolKind.Lp"/> pooling; null for the other kinds.</summary>
    public Ratio? Norm { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => PoolWork.Kind("Global", Pool, inputs);

    public override string Describe() => SettingText.Join(PoolWork.Describe(Norm), KeepDimensions ? "keeps its axes" : null);

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(Rank);

    public override bool FixesRank => true;

    public override void Validate() => PoolWork.RequireNorm(Pool, Norm);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "global pooling", Rank);
        return KeepDimensions
            ? TensorShape.FromSpatial(input.Layout, input.Spatially(static (_, _, _) => 1), input.Channels)
            : new TensorShape(input.Layout, input.Channels);
    }

    /// <summary>As pooling, with one window over all positions.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity values = working.PositionsOf(inputs[0], isInput: true);
        return WorkFormula.Elementwise(working.OutputElements(output), PoolWork.EachOutput(Pool, values, Norm), working);
    }

    /// <summary>
    /// Written over the input channel by channel; kept are the input, for max an index of each output, for a norm the output.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        PoolWork.Storage(Pool, output, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[0].ChannelAxis ? AxisView.Same(output.ChannelAxis) : AxisView.Everything;
}
