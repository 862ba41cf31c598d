using DeepCalc.Layers;
using DeepCalc.Layers.Shaping;
using DeepCalc.Layers.Windows;

namespace DeepCalc;

/// <summary>Padding as a separate layer: zeros or values of the input around the spatial axes.</summary>
/// <param name="Amounts">The positions added before and after each axis, at least 0.</param>
/// <param name="Mode">The values of the padding; the default is zeros.</param>
/// <param name="Rank">The number of spatial axes, or null to take it from the input.</param>
/// <remarks>
/// For the receptive field, the padding is outside the input in every mode, even where it repeats values of the input.
/// </remarks>
public sealed record BorderPadding(Padding Amounts, BorderMode Mode = BorderMode.Zero, int? Rank = null) : LayerDefinition
{
    /// <summary>The number that the padding consists of in the mode Zero; the default is 0.</summary>
    public double Value { get; init; }

    private static readonly string[] Prefixes = ["Zero", "Reflection", "Replication", "Circular"];
    private static readonly string[] Suffixes = ["", "1D", "2D", "3D"];

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        $"{Prefixes[(int)Mode]}Padding{Suffixes[WindowedLayer.KindRank(inputs)]}";

    /// <inheritdoc/>
    public override string Describe() => SettingText.Join(Amounts.ToString(), SettingText.Of("value", Value, 0));

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
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = Mode is BorderMode.Reflect or BorderMode.Replicate ? [0] : [] };

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        BorderAmounts.View(Amounts, axis, inputs[0], 1);
}
