namespace DeepCalc;

/// <summary>
/// Extracts the values of a sliding window at each of its positions as a vector (im2col): L positions of
/// C·Fh·Fw values.
/// </summary>
/// <param name="Window">The sliding window.</param>
public sealed record Unfold(WindowSettings Window) : WindowDefinition(Window)
{
    public override string Describe() => Window.Describe();

    public override void Validate() => Window.Validate();

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "an unfolding", Window.Rank);
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(input.SpatialRank);
        Quantity count = 1;
        Quantity values = working.Let("C₁", input.Channels);
        for (int i = 0; i < axes.Length; i++)
        {
            AxisNotation axis = AxisNotation.For(i, axes.Length);
            string suffix = working is null ? "" : SlidingWindow.Suffix(axes, axis);
            AxisNotation positions = axis.Positions;
            Quantity size = working.Let(positions.After, SlidingWindow.Output(axes[i], input[input.SpatialAxis(i)], positions, suffix, working));
            count = i == 0 ? size : count * size;
            values *= working.Let($"F{suffix}", axes[i].Kernel);
        }

        count = working.Record("Window positions", "L", count, Sources.Definition);
        values = working.Record("Values of a window", "C₂", values, Sources.Definition);
        return TensorShape.FromSpatial(input.Layout, [count], values);
    }

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        TensorShape shape = inputs[0];
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(shape.SpatialRank);
        if (axis == shape.ChannelAxis)
        {
            return Window.Kernel.Values.All(kernel => kernel == 1) ? AxisView.Same(output.ChannelAxis) : AxisView.Merged(output.ChannelAxis);
        }

        // The window has a known place on this axis only if it moves on no other axis.
        TensorShape places = WindowedLayer.OutputShape(Window, shape, 1, null);
        bool hasPlace = places.With(axis, 1).ElementCount == 1;
        WindowAxis own = axes[axis - shape.SpatialAxis(0)];
        int position = output.SpatialAxis(0);
        return hasPlace
            ? SlidingWindow.View(own, position, shape[axis], places[axis])
            : AxisView.Merged(position, own.Kernel, own.Dilation);
    }
}
