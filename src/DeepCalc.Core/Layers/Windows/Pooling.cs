namespace DeepCalc;

/// <summary>Pooling over a sliding window.</summary>
/// <param name="Pool">The value taken from each window.</param>
/// <param name="Window">The sliding window.</param>
public sealed record Pooling(PoolKind Pool, WindowSettings Window) : WindowDefinition(Window)
{
    // The rule of PyTorch's avg_pool3d, which lp_pool3d uses too; its other pools take any padded input that holds a window. Unequal
    // padding is a separate layer in PyTorch, so the padded tensor is then the input.
    private const int WholeWindowRank = 3;

    /// <summary>The exponent p of an <see cref="PoolKind.Lp"/> pooling; null for the other kinds.</summary>
    public Ratio? Norm { get; init; }

    /// <summary>
    /// Whether padding in numbers has no upper limit, as in ONNX. PyTorch allows at most half of the kernel; an average or
    /// a norm over three axes also needs an input at least as large as the kernel before padding.
    /// </summary>
    public bool AllowsAnyPadding { get; init; }

    /// <summary>
    /// Whether an average counts the padding among the values that it divides by; null is the default of the network's framework.
    /// </summary>
    public bool? CountsPadding { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => PoolWork.Kind("", Pool, inputs);

    public override string Describe() => SettingText.Join(
        Window.Describe(), PoolWork.Describe(Norm), CountsPadding is { } counts ? counts ? "padding counted" : "padding not counted" : null);

    public override void Validate()
    {
        Window.Validate();
        PoolWork.RequireNorm(Pool, Norm);
        DeepCalcException.ThrowIf(
            Window.Padding.Mode == PaddingMode.Causal, ErrorCode.InvalidSetting,
            "padding Causal is for convolutions; pooling takes Same, SameLower, Valid or numbers.");

        if (AllowsAnyPadding)
        {
            return;
        }

        int most = Math.Max(Window.Kernel.Count, Window.Padding.Pairs.Length);
        for (int i = 0; i < most; i++)
        {
            // PyTorch's rule; more padding would leave a window with nothing of the input in it.
            (long before, long after) = Window.Padding[i];
            long kernel = Window.Kernel[i];
            DeepCalcException.ThrowIf(
                before > kernel / 2 || after > kernel / 2, ErrorCode.PaddingTooLarge,
                $"padding {Window.Padding} is more than half of the pooling kernel {Window.Kernel}; at most {kernel / 2} is valid.");
        }
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        WindowedLayer.RequireSpatial(inputs[0], "pooling", Window.Rank);
        RequireWholeWindow(inputs[0]);
        return WindowedLayer.OutputShape(Window, inputs[0], inputs[0].Channels, working);
    }

    /// <summary>
    /// <list type="table">
    /// <item><term>max pooling</term><description>For each output, the values of a window less one</description></item>
    /// <item><term>average pooling</term><description>For each output, the values of a window</description></item>
    /// <item><term>L2 pooling, or norm 2</term><description>For each output, twice the values of a window: squares, sums, a
    /// root</description></item>
    /// <item><term>pooling with norm 1</term><description>For each output, twice the values of a window, less one</description></item>
    /// <item><term>pooling with another norm p</term><description>For each output, 5 times the values of a window, and 2: 4 for each
    /// |x|ᵖ (absolute value, log, product, exp), the sums, and 3 for the root</description></item>
    /// </list>
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity values = WindowedLayer.KernelElements(Window.ForRank(inputs[0].SpatialRank), working);
        return WorkFormula.Elementwise(working.OutputElements(output), PoolWork.EachOutput(Pool, values, Norm), working);
    }

    /// <summary>
    /// Written over the input channel by channel; kept are the input, for max an index of each output, for a norm the output.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        PoolWork.Storage(Pool, output, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[0].ChannelAxis ? AxisView.Same(axis) : WindowedLayer.View(Window, axis, inputs[0], output);

    private void RequireWholeWindow(TensorShape input)
    {
        if (AllowsAnyPadding || Pool == PoolKind.Max || input.SpatialRank != WholeWindowRank
            || Window.Padding.Mode != PaddingMode.Explicit || Window.Padding.Pairs.Any(pair => pair.Before != pair.After))
        {
            return;
        }

        ReadOnlySpan<WindowAxis> axes = Window.ForRank(WholeWindowRank);
        for (int i = 0; i < axes.Length; i++)
        {
            Quantity size = input[input.SpatialAxis(i)];
            DeepCalcException.ThrowIf(
                size.KnownValue < axes[i].Kernel, ErrorCode.KernelTooLarge,
                $"the kernel covers {axes[i].Kernel} on the {AxisNotation.For(i, axes.Length).Name} axis, but the input {input} has only {size} there before it is padded; "
                + $"as in PyTorch, {(Pool == PoolKind.Average ? "an average" : "a norm")} over 3 axes with padding in numbers needs a kernel of at most {size}, or padding Same.");
        }
    }
}
