namespace DeepCalc;

/// <summary>Moves channels into space: r·r channels become a block of r·r positions (depth to space); or the inverse.</summary>
/// <param name="Factor">The factor r, at least 1: the number of positions that a position becomes on each spatial axis.</param>
/// <param name="IsInverse">Whether space moves into channels instead (pixel unshuffle, space to depth).</param>
public sealed record PixelShuffle(long Factor, bool IsInverse = false) : LayerDefinition
{
    /// <summary>
    /// Whether the channels are ordered by their places in a block first (TensorFlow, ONNX's DCR), and not by their channels in space
    /// (PyTorch, ONNX's CRD).
    /// </summary>
    public bool HasBlocksFirst { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => IsInverse ? "PixelUnshuffle" : "PixelShuffle";

    public override string Describe() => SettingText.Join($"factor {Factor}", HasBlocksFirst ? "blocks first" : null);

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(null);

    public override void Validate() => Require("the factor", Factor, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, IsInverse ? "a pixel unshuffle" : "a pixel shuffle", null);
        Quantity factor = working.Let("r", Factor, "factor");
        Quantity block = 1;
        Quantity[] spatial = input.Spatially((i, axis, plain) =>
        {
            Quantity size = working.Let(axis.Before, plain);
            block = i == 0 ? factor : block * factor;
            return working.Record(
                axis.OutputName, axis.After, IsInverse ? Divided(size, factor, $"the {axis.Name} axis") : size * factor, Sources.Definition);
        });
        Quantity channels = working.Let("C₁", input.Channels);
        return TensorShape.FromSpatial(
            input.Layout,
            spatial,
            working.Record("Output channels", "C₂", IsInverse ? channels * block : Divided(channels, block, "the channel axis"), Sources.Definition));
    }

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (Factor == 1)
        {
            return AxisView.Same(axis);
        }

        // The channel that a unit sees also depends on its place; shuffled channels lie on all axes.
        if (axis == output.ChannelAxis)
        {
            return IsInverse ? AxisView.Merged(axis) : AxisView.Parted((1UL << output.Rank) - 1);
        }

        if (IsInverse)
        {
            return AxisView.Window(axis, Factor, 1, Factor, 0);
        }

        return Factor > Phases.MostOfMove
            ? AxisView.Unknown(axis)
            : AxisView.Periodic(axis, 1, 1, [.. Enumerable.Repeat(new PhaseWindow(0, 1), (int)Factor)]);
    }

    private Quantity Divided(Quantity size, Quantity divisor, string axis) =>
        size is { IsKnown: true } known && known.Value % divisor.Value != 0
            ? throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"a factor of {Factor} needs a multiple of {divisor} on {axis}; the input has {size}.")
            : Quantity.FloorDivide(size, divisor);
}
