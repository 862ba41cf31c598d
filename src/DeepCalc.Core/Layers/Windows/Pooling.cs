namespace DeepCalc;

/// <summary>Pooling over a sliding window.</summary>
/// <param name="Pool">What the window takes.</param>
/// <param name="Window">The sliding window.</param>
public sealed record Pooling(PoolKind Pool, WindowSettings Window) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => PoolWork.Kind("", Pool, inputs);

    /// <inheritdoc/>
    public override string Describe() => Window.Describe();

    /// <inheritdoc/>
    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(Window.OwnRank);

    /// <inheritdoc/>
    public override bool FixesRank => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        Window.Validate();
        if (Window.Padding.Mode == PaddingMode.Causal)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "padding Causal is for convolutions; pooling has Same, SameLower, Valid or numbers.");
        }

        int most = Math.Max(Window.Kernel.Count, Window.Padding.Pairs.Length);
        for (int i = 0; i < most; i++)
        {
            // PyTorch's rule; more padding would leave a window with nothing of the input in it.
            (long before, long after) = Window.Padding[i];
            long kernel = Window.Kernel[i];
            if (before > kernel / 2 || after > kernel / 2)
            {
                throw new DeepCalcException(
                    ErrorCode.PaddingTooLarge,
                    $"padding {Window.Padding} is more than half of the pooling kernel {Window.Kernel}; at most {kernel / 2} is valid.");
            }
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        WindowedLayer.RequireSpatial(inputs[0], "pooling", Window.Rank);
        return WindowedLayer.OutputShape(Window, inputs[0], inputs[0].Channels, working);
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity elements = 1;
        foreach (WindowAxis axis in Window.ForRank(inputs[0].SpatialRank))
        {
            elements *= axis.Kernel;
        }

        return WorkFormula.Elementwise(working.OutputElements(output), PoolWork.EachOutput(Pool, elements), working);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[0].ChannelAxis ? AxisView.Same(axis) : WindowedLayer.View(Window, axis, inputs[0], output);
}
