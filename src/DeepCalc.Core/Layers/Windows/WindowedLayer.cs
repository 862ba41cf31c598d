namespace DeepCalc.Layers.Windows;

/// <summary>What convolution and pooling have in common: a window that slides over the spatial axes.</summary>
internal static class WindowedLayer
{
    private static readonly TensorShape[] DefaultInputs =
    [
        new(Quantity.Unknown("L"), Quantity.Unknown("C")),
        new(Quantity.Unknown("H"), Quantity.Unknown("W"), Quantity.Unknown("C")),
        new(Quantity.Unknown("D"), Quantity.Unknown("H"), Quantity.Unknown("W"), Quantity.Unknown("C")),
    ];

    private static readonly string[] Ranks = ["1D", "2D", "3D"];

    /// <summary>The input of a network that begins with such a layer: two spatial axes unless the settings fix another number.</summary>
    public static TensorShape DefaultInput(int? rank) => DefaultInputs[Math.Clamp(rank ?? 2, 1, 3) - 1];

    /// <summary>A kind with the number of spatial axes in its name, the 2D of <c>Conv2D</c>; without it where there are more than three.</summary>
    public static string Kind(string stem, ReadOnlySpan<TensorShape> inputs, string end = "") =>
        string.Concat(stem, inputs[0].SpatialRank is > 0 and < 4 and int rank ? Ranks[rank - 1] : "", end);

    /// <summary>An error unless the input has one to three spatial axes besides the channels, or just <paramref name="rank"/>, at least one.</summary>
    public static void RequireSpatial(TensorShape input, string what, int? rank)
    {
        DeepCalcException.ThrowIf(
            input.SpatialRank < 1 || (input.SpatialRank > 3 && input.SpatialRank != rank), ErrorCode.RankMismatch,
            $"{what} needs an input of 1 to 3 spatial axes and channels, such as 28x28x1; the input is {input}, "
            + $"which has {(input.SpatialRank < 1 ? "no spatial axis" : $"{input.SpatialRank} spatial axes")}.");
        DeepCalcException.ThrowIf(
            (rank ?? input.SpatialRank) != input.SpatialRank, ErrorCode.RankMismatch,
            $"{what} over {rank} spatial {(rank == 1 ? "axis" : "axes")} needs an input of {rank} spatial {(rank == 1 ? "axis" : "axes")} and channels; the input is {input}, which has {input.SpatialRank}.");
    }

    /// <summary>An error unless a setting has one value for all spatial axes, or one for each.</summary>
    public static void RequireFit<T>(string setting, T value, bool fits, int rank, string whose = "the input") => DeepCalcException.ThrowIf(
        !fits, ErrorCode.RankMismatch,
        $"{setting} {value} does not fit {rank} spatial {(rank == 1 ? "axis" : "axes")} of {whose}: "
        + $"give one number{(rank == 1 ? "" : $", or {rank}")}.");

    /// <summary>The shape after the window has slid over the spatial axes.</summary>
    public static TensorShape OutputShape(WindowSettings window, TensorShape input, Quantity channels, Working? working)
    {
        int rank = input.SpatialRank;
        ReadOnlySpan<WindowAxis> axes = window.ForRank(rank);
        var sizes = new Quantity[rank + 1];
        int first = input.Layout == Layout.ChannelsLast ? 0 : 1;
        for (int i = 0; i < rank; i++)
        {
            AxisNotation axis = AxisNotation.For(i, rank);
            string suffix = working is null ? "" : SlidingWindow.Suffix(axes, axis);
            sizes[first + i] = SlidingWindow.Output(axes[i], input[input.SpatialAxis(i)], axis, suffix, working);
        }

        sizes[first == 0 ? rank : 0] = channels;
        return TensorShape.Keeping(input.Layout, sizes);
    }

    /// <summary>The window along a spatial axis; all of the channel axis.</summary>
    public static AxisView View(WindowSettings window, int axis, TensorShape input, TensorShape output)
    {
        if (axis == input.ChannelAxis)
        {
            return AxisView.Everything;
        }

        int spatial = input.Layout == Layout.ChannelsLast ? axis : axis - 1;
        return SlidingWindow.View(window.ForRank(input.SpatialRank)[spatial], axis, input[axis], output[axis]);
    }

    /// <summary>The last F′ − 1 positions, which a window along a sequence remembers if it sees no later position.</summary>
    public static IReadOnlyList<State> States(WindowSettings window, TensorShape input, Working? working)
    {
        if (input.SpatialRank != 1)
        {
            return [];
        }

        WindowAxis axis = window.ForRank(1)[0];
        long before = WindowFormula.EffectiveKernel(axis.Kernel, axis.Dilation).Value - 1;
        bool isCausal = axis.Mode == PaddingMode.Causal || (axis is { Mode: PaddingMode.Explicit, After: 0, Border: BorderMode.Zero } && axis.Before == before);
        if (!isCausal || before == 0)
        {
            return [];
        }

        Quantity seen = working.Let("F′", WindowFormula.EffectiveKernel(working.Let("F", axis.Kernel), working.Let("d", axis.Dilation)));
        return [new State("last inputs", working.Record("Remembered inputs", "e", (seen - 1) * working.Let("Cin", input.Channels), Sources.Definition))];
    }

    /// <summary>The kernel size of an axis, with its symbol.</summary>
    public static Quantity KernelSize(ReadOnlySpan<WindowAxis> axes, int axis, Working? working) =>
        working.Let($"F{AxisNotation.For(axis, axes.Length).Suffix}", axes[axis].Kernel);

    /// <summary>The number of positions in a window: Fh·Fw.</summary>
    public static Quantity KernelElements(ReadOnlySpan<WindowAxis> axes, Working? working)
    {
        Quantity elements = KernelSize(axes, 0, working);
        for (int i = 1; i < axes.Length; i++)
        {
            elements *= KernelSize(axes, i, working);
        }

        return elements;
    }

    /// <summary>The shape of a kernel: the window, then other sizes.</summary>
    public static TensorShape KernelShape(ReadOnlySpan<WindowAxis> axes, Working? working, params ReadOnlySpan<Quantity> others)
    {
        Span<Quantity> sizes = new Quantity[axes.Length + others.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            sizes[i] = KernelSize(axes, i, working);
        }

        others.CopyTo(sizes[axes.Length..]);
        return new TensorShape(sizes);
    }
}
