namespace DeepCalc.Layers.Shaping;

/// <summary>The positions that a padding layer adds, or a cropping layer removes, before and after each spatial axis.</summary>
internal static class BorderAmounts
{
    /// <summary>The number of spatial axes that follows from the settings alone, or null.</summary>
    public static int? OwnRank(Padding amounts, int? rank) => rank ?? (amounts.Pairs.Length > 1 ? amounts.Pairs.Length : null);

    /// <summary>Checks the amounts without an input.</summary>
    public static void Validate(Padding amounts, int? rank, BorderMode? mode)
    {
        string what = WordOf(mode);
        DeepCalcException.ThrowIf(
            amounts.Mode != PaddingMode.Explicit, ErrorCode.InvalidSetting,
            $"{what} {amounts} is for layers with a window; this layer needs numbers: 1, one for each axis (1,2), or before and after ('0:1').");

        DeepCalcException.ThrowIf(amounts.IsNegative, ErrorCode.InvalidSize, $"{what} must be at least 0 on every axis; given {amounts}.");
        if (OwnRank(amounts, rank) is { } own)
        {
            DeepCalcException.ThrowIf(own is < 1 or > 3, ErrorCode.RankMismatch, $"{what} works on 1 to 3 spatial axes; given {own}.");

            WindowedLayer.RequireFit(what, amounts, amounts.Fits(own), own, "its own settings");
        }
    }

    /// <summary>The shape with positions added on both sides of its spatial axes; without a mode they are removed.</summary>
    public static TensorShape OutputShape(Padding amounts, TensorShape input, int? rank, BorderMode? mode, Working? working)
    {
        string what = WordOf(mode);
        WindowedLayer.RequireSpatial(input, what, rank);
        WindowedLayer.RequireFit(what, amounts, amounts.Fits(input.SpatialRank), input.SpatialRank);
        bool areAlike = amounts.Pairs.All(pair => pair == amounts[0]);
        Quantity[] spatial = input.Spatially((i, axis, size) =>
            Resized(axis, size, amounts[i].Before, amounts[i].After, mode, areAlike ? "" : axis.Suffix, working));
        return TensorShape.FromSpatial(input.Layout, spatial, input.Channels);
    }

    /// <summary>The size of an axis with positions added on both sides of it, or removed.</summary>
    public static Quantity Resized(
        AxisNotation axis, Quantity size, Quantity before, Quantity after, BorderMode? mode, string suffix, Working? working)
    {
        if (mode is { } values)
        {
            BorderLimit.RequireEnoughInput(values, size, before, after, axis);
        }

        Quantity total = before == after
            ? 2 * working.Let("P" + suffix, before)
            : working.Let("Pb" + suffix, before) + working.Let("Pa" + suffix, after);
        Quantity named = working.Let(axis.Before, size);
        Quantity output = mode is null ? named - total : named + total;
        DeepCalcException.ThrowIf(
            mode is null && output.KnownValue < 1, ErrorCode.InvalidSize,
            $"cropping {before} before and {after} after leaves nothing of the {axis.Name} axis of {size}; at most {size - 1} in all is valid.");
        DeepCalcException.ThrowIf(
            output.KnownValue < 0, ErrorCode.InvalidSize,
            $"padding of {before} before and {after} after leaves nothing of {axis.Name}, which has {size} positions.");
        return working.Record(axis.OutputName, axis.After, output, Sources.Definition);
    }

    /// <summary>
    /// The positions that are added before an axis, where it is padded or cropped to a size around its centre; of an odd number, one more is
    /// after it. Negative where it is cropped.
    /// </summary>
    public static Quantity BeforeCentre(Quantity input, Quantity output) =>
        input.KnownValue is { } from && output.KnownValue is { } to ? (to - from) / 2
        : input == output ? 0
        : Quantity.UnknownValue($"before({input}, {output})");

    /// <summary>A unit sees the position of its own index, less the amount added before; the channel axis is unchanged.</summary>
    public static AxisView View(Padding amounts, int axis, TensorShape input, int sign) => axis == input.ChannelAxis
        ? AxisView.Same(axis)
        : AxisView.Window(axis, 1, 1, 1, sign * amounts[axis - input.SpatialAxis(0)].Before);

    private static string WordOf(BorderMode? mode) => mode is null ? "cropping" : "padding";
}
