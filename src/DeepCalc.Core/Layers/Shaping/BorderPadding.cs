namespace DeepCalc;

/// <summary>Padding as a layer of its own: zeros, or more of the input, around the spatial axes.</summary>
/// <param name="Amounts">How much before and after each axis, in numbers.</param>
/// <param name="Mode">What is put there.</param>
/// <param name="Rank">The number of spatial axes, or null for the input's.</param>
/// <remarks>
/// For the receptive field the padding lies outside of the input in every mode, also where it repeats values from inside.
/// </remarks>
public sealed record BorderPadding(Padding Amounts, BorderMode Mode = BorderMode.Zero, int? Rank = null) : LayerDefinition
{
    private static readonly string[] Prefixes = ["Zero", "Reflection", "Replication", "Circular"];
    private static readonly string[] Suffixes = ["", "1D", "2D", "3D"];

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        $"{Prefixes[(int)Mode]}Padding{Suffixes[WindowedLayer.KindRank(inputs)]}";

    /// <inheritdoc/>
    public override string Describe() => Amounts.ToString();

    /// <inheritdoc/>
    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(BorderAmounts.OwnRank(Amounts, Rank));

    /// <inheritdoc/>
    public override bool FixesRank => true;

    /// <inheritdoc/>
    public override void Validate() => BorderAmounts.Validate(Amounts, "padding", Rank);

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        BorderAmounts.OutputShape(Amounts, inputs[0], "padding", Rank, working, border =>
        {
            BorderAmounts.RequireEnoughInput(Mode, border.Plain, border.Before, border.After, border.Axis);
            return border.Size + border.Total;
        });

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        BorderAmounts.View(Amounts, axis, inputs[0], 1);
}
