namespace DeepCalc;

/// <summary>Removes positions from both ends of the spatial axes.</summary>
/// <param name="Amounts">The number of positions removed before and after each axis, at least 0.</param>
/// <param name="Rank">The number of spatial axes, or null to take it from the input.</param>
public sealed record Cropping(Padding Amounts, int? Rank = null) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => WindowedLayer.Kind(nameof(Cropping), inputs);

    public override string Describe() => Amounts.ToString();

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(BorderAmounts.OwnRank(Amounts, Rank));

    public override bool FixesRank => true;

    public override void Validate() => BorderAmounts.Validate(Amounts, Rank, mode: null);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        BorderAmounts.OutputShape(Amounts, inputs[0], Rank, mode: null, working);

    /// <summary>A strided view.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = ViewOrder.Strided };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        BorderAmounts.View(Amounts, axis, inputs[0], -1);
}
