namespace DeepCalc;

/// <summary>
/// Interleaves the channels of g groups, so that the next grouped convolution sees channels of every group (ShuffleNet):
/// channel o of the output is channel (o mod g)·C/g + ⌊o/g⌋ of the input.
/// </summary>
/// <param name="Groups">The number of groups g, which divides the channels.</param>
public sealed record ChannelShuffle(long Groups) : SameShapeDefinition
{
    public override string Describe() => $"{Groups} groups";

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(null);

    public override void Validate() => Require("the number of groups", Groups, 1);

    protected override void RequireFit(TensorShape input)
    {
        DeepCalcException.ThrowIf(
            input.SpatialRank < 1, ErrorCode.RankMismatch,
            $"a channel shuffle needs an input of spatial axes and channels, such as 28x28x240; the input is {input}.");
        Grouping.Require(input, Groups);
    }

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (axis != output.ChannelAxis || Groups == 1 || output[axis] == Groups)
        {
            return AxisView.Same(axis);
        }

        // Even where its place depends on an unknown size, a unit sees one channel.
        if (output[axis].KnownValue is not { } channels || Groups > Phases.MostOfMove)
        {
            return AxisView.Merged(axis);
        }

        return AxisView.Periodic(axis, 1, 1, [.. Enumerable.Range(0, (int)Groups).Select(group => new PhaseWindow(group * (channels / Groups), 1))]);
    }
}
