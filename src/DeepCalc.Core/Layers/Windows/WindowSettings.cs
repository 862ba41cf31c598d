namespace DeepCalc;

/// <summary>The sliding window of a convolution or pooling layer, on all axes.</summary>
public sealed class WindowSettings
{
    private WindowAxis[]? _axes;

    /// <summary>The kernel size of each axis, at least 1.</summary>
    public required AxisValues Kernel { get; init; }

    /// <summary>The stride of each axis, at least 1; the default is 1.</summary>
    public AxisValues Stride { get; init; } = 1;

    /// <summary>The dilation of each axis, at least 1; the default is 1.</summary>
    public AxisValues Dilation { get; init; } = 1;

    /// <summary>The padding of each axis; the default is none.</summary>
    public Padding Padding { get; init; } = Padding.None;

    /// <summary>
    /// The values of the padding: zeros, or in a convolution values of the input (PyTorch's padding_mode). The default is zeros.
    /// </summary>
    public BorderMode Border { get; init; }

    /// <summary>How the number of window positions is rounded; the default is down.</summary>
    public Rounding Rounding { get; init; }

    /// <summary>The number of spatial axes, 1 to 3, or null to take it from the input.</summary>
    public int? Rank { get; init; }

    /// <summary>The number of spatial axes that follows from the settings alone, or null.</summary>
    public int? OwnRank
    {
        get
        {
            int most = Math.Max(Math.Max(Kernel.Count, Stride.Count), Math.Max(Dilation.Count, Padding.Pairs.Length));
            return Rank ?? (most > 1 ? most : null);
        }
    }

    /// <summary>Checks the ranges of the settings and that they agree on the number of axes.</summary>
    /// <param name="canRepeat">Whether the padding may repeat values of the input, as in convolutions.</param>
    /// <exception cref="DeepCalcException">A setting is out of range, or two disagree on the number of axes.</exception>
    public void Validate(bool canRepeat = false)
    {
        DeepCalcException.ThrowIf(
            Border != BorderMode.Zero && !canRepeat, ErrorCode.InvalidSetting,
            $"{Border} padding is for plain, depthwise and separable convolutions; this layer pads with zeros. Put a padding layer in front of it.");

        RequireAtLeastOne("kernel", Kernel);
        RequireAtLeastOne("stride", Stride);
        RequireAtLeastOne("dilation", Dilation);
        DeepCalcException.ThrowIf(
            Padding.IsNegative, ErrorCode.InvalidSize, $"padding must be at least 0 on every axis; given {Padding}.");
        DeepCalcException.ThrowIf(Rank is < 1 or > 3, ErrorCode.RankMismatch, $"a window has 1 to 3 axes; given {Rank}.");
        int? own = OwnRank;
        RequireNotCausal(own ?? 1);
        DeepCalcException.ThrowIf(
            Rounding == Rounding.Ceiling && Padding.Mode != PaddingMode.Explicit, ErrorCode.InvalidSetting,
            $"padding {Padding} has its own rounding; Ceiling needs padding in numbers, such as 0.");

        if (own is { } rank)
        {
            Require(rank, "its own settings");
        }
    }

    /// <summary>The settings axis by axis, for an input of <paramref name="rank"/> spatial axes.</summary>
    /// <exception cref="DeepCalcException">The settings are for another number of axes.</exception>
    public ReadOnlySpan<WindowAxis> ForRank(int rank)
    {
        WindowAxis[]? axes = _axes;
        if (axes is null || axes.Length != rank)
        {
            _axes = axes = Expand(rank);
        }

        return axes;
    }

    /// <summary>The settings that differ from their defaults, as text.</summary>
    public string Describe() => SettingText.Join(
        Kernel.ToString(),
        Stride.Short is "1" ? null : $"stride {Stride.Short}",
        Padding.IsNone ? null : $"padding {Padding.Short}{(Border == BorderMode.Zero ? "" : $" {SettingText.Of(Border)}")}",
        Dilation.Short is "1" ? null : $"dilation {Dilation.Short}",
        Rounding == Rounding.Floor ? null : "ceiling");

    private WindowAxis[] Expand(int rank)
    {
        Require(rank, "the input");
        RequireNotCausal(rank);
        var axes = new WindowAxis[rank];
        for (int i = 0; i < rank; i++)
        {
            (long before, long after) = Padding[i];
            axes[i] = new WindowAxis(Kernel[i], Stride[i], Dilation[i], Padding.Mode, before, after, Rounding, Border);
        }

        return axes;
    }

    private void Require(int rank, string whose)
    {
        WindowedLayer.RequireFit("kernel", Kernel, Kernel.Fits(rank), rank, whose);
        WindowedLayer.RequireFit("stride", Stride, Stride.Fits(rank), rank, whose);
        WindowedLayer.RequireFit("dilation", Dilation, Dilation.Fits(rank), rank, whose);
        WindowedLayer.RequireFit("padding", Padding, Padding.Fits(rank), rank, whose);
    }

    private void RequireNotCausal(int rank) => DeepCalcException.ThrowIf(
        Padding.Mode == PaddingMode.Causal && rank > 1, ErrorCode.InvalidSetting,
        $"padding Causal needs one spatial axis, since only a sequence has a direction; there are {rank}. A layer that begins a network has two spatial axes unless its rank is given as 1.");

    private static void RequireAtLeastOne(string setting, AxisValues values) => DeepCalcException.ThrowIf(
        values.Count == 0 || values.Values.AsSpan().ContainsAnyInRange(long.MinValue, 0), ErrorCode.InvalidSize,
        $"{setting} must be at least 1 on every axis; given {(values.Count == 0 ? "nothing" : values.ToString())}.");
}
