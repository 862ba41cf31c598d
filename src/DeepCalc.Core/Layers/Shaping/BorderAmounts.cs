using DeepCalc.Layers.Windows;

namespace DeepCalc.Layers.Shaping;

/// <summary>The positions that a padding layer adds, or a cropping layer removes, before and after each spatial axis.</summary>
internal static class BorderAmounts
{
    /// <summary>The number of spatial axes that follows from the settings alone, or null.</summary>
    public static int? OwnRank(Padding amounts, int? rank) => rank ?? (amounts.Pairs.Length > 1 ? amounts.Pairs.Length : null);

    /// <summary>Checks the amounts without an input.</summary>
    public static void Validate(Padding amounts, string what, int? rank)
    {
        DeepCalcException.ThrowIf(
            amounts.Mode != PaddingMode.Explicit, ErrorCode.InvalidSetting,
            $"{what} {amounts} is for layers with a window; this layer needs numbers: 1, one for each axis (1,2), or before and after ('0:1').");

        foreach ((long before, long after) in amounts.Pairs)
        {
            DeepCalcException.ThrowIf(
                before < 0 || after < 0, ErrorCode.InvalidSize, $"{what} must be at least 0 on every axis; given {amounts}.");
        }

        if (OwnRank(amounts, rank) is { } own)
        {
            DeepCalcException.ThrowIf(own is < 1 or > 3, ErrorCode.RankMismatch, $"{what} works on 1 to 3 spatial axes; given {own}.");

            WindowedLayer.RequireFit(what, amounts, amounts.Fits(own), own, "its own settings");
        }
    }

    /// <summary>
    /// The shape with the spatial sizes that <paramref name="resize"/> computes from axis, size and amounts, with their symbols.
    /// </summary>
    public static TensorShape OutputShape(
        Padding amounts, TensorShape input, string what, int? rank, Working? working, Func<Border, Quantity> resize)
    {
        WindowedLayer.RequireSpatial(input, what, rank);
        WindowedLayer.RequireFit(what, amounts, amounts.Fits(input.SpatialRank), input.SpatialRank);
        Span<Quantity> spatial = new Quantity[input.SpatialRank];
        for (int i = 0; i < spatial.Length; i++)
        {
            AxisNotation axis = AxisNotation.For(i, spatial.Length);
            string suffix = amounts.Pairs.All(pair => pair == amounts[0]) ? "" : axis.Suffix;
            (long before, long after) = amounts[i];
            spatial[i] = Resized(axis, input[input.SpatialAxis(i)], before, after, suffix, working, resize);
        }

        return TensorShape.FromSpatial(input.Layout, spatial, input.Channels);
    }

    /// <summary>The size of an axis that <paramref name="resize"/> computes from its size and amounts, with their symbols.</summary>
    public static Quantity Resized(
        AxisNotation axis, Quantity size, Quantity before, Quantity after, string suffix, Working? working, Func<Border, Quantity> resize)
    {
        Quantity total = before == after
            ? 2 * working.Let("P" + suffix, before)
            : working.Let("Pb" + suffix, before) + working.Let("Pa" + suffix, after);
        Quantity output = resize(new Border(axis, size, working.Let(axis.Before, size), before, after, total));
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

    /// <summary>The border of one axis.</summary>
    /// <param name="Axis">The axis.</param>
    /// <param name="Plain">Its size.</param>
    /// <param name="Size">Its size under its symbol.</param>
    /// <param name="Before">The amount before it.</param>
    /// <param name="After">The amount after it.</param>
    /// <param name="Total">Both, under their symbols.</param>
    internal readonly record struct Border(AxisNotation Axis, Quantity Plain, Quantity Size, Quantity Before, Quantity After, Quantity Total);
}
