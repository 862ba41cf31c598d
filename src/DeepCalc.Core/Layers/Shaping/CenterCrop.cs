namespace DeepCalc;

/// <summary>Takes the centre of an image; a smaller image is first enlarged (Keras's CenterCrop).</summary>
/// <param name="Height">The height of the output.</param>
/// <param name="Width">The width of the output.</param>
public sealed record CenterCrop(long Height, long Width) : LayerDefinition
{
    public override string Describe() => $"to {Height}x{Width}";

    public override bool FixesRank => true;

    public override void Validate()
    {
        Require("the height", Height, 1);
        Require("the width", Width, 1);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        WindowedLayer.RequireSpatial(inputs[0], "a crop", 2);
        return TensorShape.FromSpatial(inputs[0].Layout, [Height, Width], inputs[0].Channels);
    }

    /// <summary>None; unknown where the image may be smaller than the crop.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Fits(inputs[0]) ? default : DeepCalc.Work.Unknown(nameof(CenterCrop));

    /// <summary>A strided view, or a tensor of its own where the image is resized; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Fits(inputs[0]) ? new() { ViewOf = 0, Order = ViewOrder.Strided } : new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (axis == output.ChannelAxis)
        {
            return AxisView.Same(axis);
        }

        return Fits(inputs[0]) ? AxisView.Window(axis, 1, 1, 1, BorderAmounts.BeforeCentre(inputs[0][axis], output[axis])) : AxisView.Unknown(axis);
    }

    // Otherwise the image is resized by a factor that depends on both of its sizes.
    private bool Fits(TensorShape input) =>
        input[input.SpatialAxis(0)].KnownValue >= Height && input[input.SpatialAxis(1)].KnownValue >= Width;
}
