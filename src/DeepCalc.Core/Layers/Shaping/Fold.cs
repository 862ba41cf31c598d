namespace DeepCalc;

/// <summary>
/// Puts the windows from an <see cref="Unfold"/> back into their places and adds them where they overlap (col2im): L positions
/// of C·Fh·Fw values become C channels of a given size.
/// </summary>
/// <param name="OutputSize">The size of each spatial axis of the output.</param>
/// <param name="Window">The sliding window of the unfold that is reversed; it has two axes unless its settings fix another number.</param>
public sealed record Fold(AxisValues OutputSize, WindowSettings Window) : WindowDefinition(Window)
{
    private const int PlainRank = 2;

    private int Rank => Window.OwnRank ?? (OutputSize.Count > 1 ? OutputSize.Count : PlainRank);

    public override string Describe() => $"to {OutputSize}, {Window.Describe()}";

    public override TensorShape DefaultInput => new(Quantity.Unknown("L"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Window.Validate();
        DeepCalcException.ThrowIf(
            OutputSize.Count == 0 || OutputSize.Values.Any(size => size < 1), ErrorCode.InvalidSize,
            $"the output size must be at least 1 on every axis; given {OutputSize}.");

        WindowedLayer.RequireFit("output size", OutputSize, OutputSize.Fits(Rank) && Rank is >= 1 and <= 3, Rank, "the window");
        Window.ForRank(Rank);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        DeepCalcException.ThrowIf(
            input.Rank != 2, ErrorCode.RankMismatch,
            $"a fold needs an input of two axes, window positions and window values, such as the output of an unfold; the input is {input}.");

        ReadOnlySpan<WindowAxis> axes = Window.ForRank(Rank);
        Quantity positions = 1;
        Quantity values = 1;
        for (int i = 0; i < axes.Length; i++)
        {
            AxisNotation axis = AxisNotation.For(i, axes.Length);
            string suffix = working is null ? "" : SlidingWindow.Suffix(axes, axis);
            AxisNotation places = axis.Positions with { Before = axis.After };
            working.Record(axis.OutputName, axis.After, working.Let("size", OutputSize[i], "given size"), Sources.Definition);
            Quantity count = working.Let(places.After, SlidingWindow.Output(axes[i], OutputSize[i], places, suffix, working));
            Quantity kernel = working.Let("F" + suffix, axes[i].Kernel);
            positions = i == 0 ? count : positions * count;
            values = i == 0 ? kernel : values * kernel;
        }

        positions = working.Record("Window positions", "L", positions, Sources.Definition);
        Quantity given = input[input.SpatialAxis(0)];
        DeepCalcException.ThrowIf(
            Merging.Agree(given, positions, working) is null, ErrorCode.ShapeMismatch,
            $"an output of {Size(i => OutputSize[i])} has {positions} window positions ({Window.Describe()}), but the input {input} has {given}; give the size of the tensor that was unfolded.");

        Quantity channels = working.Let("C₁", input.Channels);
        DeepCalcException.ThrowIf(
            channels.KnownValue % values.Value > 0, ErrorCode.ShapeMismatch,
            $"a window of {Size(i => Window.Kernel[i])} has {values} values per channel; the input {input} has {channels} values per window, which must be a multiple of {values}.");

        return Output(input.Layout, working.Record("Output channels", "C₂", Quantity.FloorDivide(channels, values), Sources.Definition));
    }

    /// <summary>1 for each input value: an addition to an output that begins as zeros.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Additions(working.ProductOf(inputs[0], isInput: true), working);

    /// <summary>Each value is added to an output of zeros, as in PyTorch and ONNX.</summary>
    internal static Work Additions(Quantity values, Working? working) => WorkFormula.Elementwise(values, 1, working);

    /// <summary>A tensor of its own; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        TensorShape shape = inputs[0];
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(Rank);
        bool overlaps = false;
        ulong spatial = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            overlaps |= axes[i].Stride < WindowFormula.EffectiveKernel(axes[i].Kernel, axes[i].Dilation).Value;
            spatial |= 1UL << output.SpatialAxis(i);
        }

        if (axis == shape.ChannelAxis)
        {
            // The place of a unit decides which values of the windows it takes.
            return Window.Kernel.Values.All(kernel => kernel == 1) ? AxisView.Same(output.ChannelAxis)
                : overlaps ? AxisView.Everything
                : AxisView.Parted(spatial | (1UL << output.ChannelAxis));
        }

        // The windows have a known place on an axis only if they move on no other axis.
        TensorShape places = Places(shape.Layout);
        for (int i = 0; i < axes.Length; i++)
        {
            int own = output.SpatialAxis(i);
            if (places.With(places.SpatialAxis(i), 1).ElementCount == 1)
            {
                Quantity count = places[places.SpatialAxis(i)];
                AxisView unfolded = SlidingWindow.View(axes[i], own, output[own], count);
                WindowAxis placed = axes[i] with { Mode = PaddingMode.Explicit, Before = unfolded.Before.Value };
                return TransposedWindow.View(placed, own, count, output[own]);
            }
        }

        return overlaps ? AxisView.Everything : AxisView.Parted(spatial);
    }

    // The number of window positions on each output axis.
    private TensorShape Places(Layout layout) => WindowedLayer.OutputShape(Window, Output(layout, 1), 1, null);

    private TensorShape Output(Layout layout, Quantity channels) =>
        TensorShape.FromSpatial(layout, [.. Enumerable.Range(0, Rank).Select(axis => (Quantity)OutputSize[axis])], channels);

    private string Size(Func<int, long> size) => string.Join('x', Enumerable.Range(0, Rank).Select(size));
}
