namespace DeepCalc.Formats.Onnx.Operators.Moves;

/// <summary>Resizing of tensors by interpolation.</summary>
internal static class ResizeOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Resize", op => op.Opset < 11 ? FromCorner(op, op.Values(1)?.Elements.ToArray()) : Resize(op)) { SizesOnly = [3], Settings = [1, 2] },
        new("Upsample", Upsample) { Settings = [1] },
    ];

    private static Answer Upsample(Operation op)
    {
        Scalar[]? scales = op.Opset >= 9 ? op.Values(1)?.Elements.ToArray()
            : op.Node.Attribute("scales")?.Floats is { } given ? [.. given.Select(scale => Scalar.Real(scale))]
            : op.Opset < 7 && op.Float("height_scale") is { } height && op.Float("width_scale") is { } width ? [1, 1, Scalar.Real(height), Scalar.Real(width)]
            : null;
        return FromCorner(op, scales);
    }

    private static Answer FromCorner(Operation op, Scalar[]? scales) =>
        Scaled(op, op.Axes(null), scales, new(Method: Method(op)) { Place = ResampledPlace.Corner });

    private static Answer Resize(Operation op)
    {
        int[] axes = op.Axes(op.Ints("axes") is { Length: > 0 } given ? given : null);
        var layer = new Upsampling(Method: Method(op), AlignCorners: op.Text("coordinate_transformation_mode", "") == "align_corners")
        {
            Place = op.Choice(
                "coordinate_transformation_mode",
                ("half_pixel", ResampledPlace.Centre), ("asymmetric", ResampledPlace.Corner), ("align_corners", ResampledPlace.Corner),
                ("pytorch_half_pixel", ResampledPlace.CentreOrFirst), ("tf_half_pixel_for_nn", ResampledPlace.CentreFromCorner),
                ("tf_crop_and_resize", ResampledPlace.Crop), ("half_pixel_symmetric", ResampledPlace.CentreOfMiddle)),
            Rounding = op.Choice(
                "nearest_mode",
                ("round_prefer_floor", NearestRounding.HalfDown), ("round_prefer_ceil", NearestRounding.HalfUp),
                ("floor", NearestRounding.Down), ("ceil", NearestRounding.Up)),
            IsAntialiased = op.Flag("antialias"),
            CubicCoefficient = op.Real("cubic_coeff_a", -0.75),
            ExcludesOutside = op.Flag("exclude_outside"),
            Extrapolation = op.Real("extrapolation_value", 0) ?? 0,
        };
        return op.Has(2) && !op.IsEmpty(2) ? Scaled(op, axes, op.Values(2)?.Elements.ToArray(), layer) : Sized(op, axes, op.Sizes(3), layer);
    }

    private static Interpolation Method(Operation op) => op.Choice(
        "mode", ("nearest", Interpolation.Nearest), ("linear", Interpolation.Linear), ("bilinear", Interpolation.Linear), ("cubic", Interpolation.Cubic));

    private static Answer Scaled(Operation op, int[] axes, Scalar[]? scales, Upsampling layer)
    {
        op.RequireEach("scales", scales?.Length, axes.Length);
        return Resized(op, axes, layer, i =>
        {
            // Computed in single precision and rounded down, as in runtimes.
            Scalar? product = scales is null ? null : ScalarMath.Multiply(op[0][axes[i]], scales[i], ElementType.Float32);
            Scalar? size = product is { } number ? ScalarMath.Floor(number) : null;
            return size is { IsWhole: false }
                ? throw op.Fail($"the scale of axis {axes[i]} is {SettingText.Number(scales![i].Number)}, which gives no size; it must be a number, and the size less than 2^53")
                : (size?.Whole, scales?[i] is { IsKnown: true, Number: > 0 } scale ? ResampledAxis.ScaleOf(scale.Number) : null);
        });
    }

    private static Answer Sized(Operation op, int[] axes, Quantity[]? sizes, Upsampling layer)
    {
        op.RequireEach("sizes", sizes?.Length, axes.Length);
        string policy = op.Text("keep_aspect_ratio_policy", "stretch");
        if (sizes is null || policy == "stretch")
        {
            return Resized(op, axes, layer, i => (sizes?[i], null));
        }

        // One scale for all axes: the smallest or largest that the sizes demand.
        bool isKnown = axes.Select((axis, i) => sizes[i].IsKnown && op[0][axis].KnownValue > 0).All(known => known);
        double[] scales = isKnown ? [.. axes.Select((axis, i) => (double)sizes[i].Value / op[0][axis].Value)] : [0];
        double scale = policy == "not_larger" ? scales.Min() : scales.Max();
        return Resized(op, axes, layer, i => (
            isKnown ? (long)Math.Floor((scale * op[0][axes[i]].Value) + 0.5) : null,
            scale > 0 ? ResampledAxis.ScaleOf(scale) : null));
    }

    // Mostly each sample is resized on its spatial axes. The other axes stay.
    private static Answer Resized(Operation op, int[] axes, Upsampling layer, Func<int, (Quantity? Size, Ratio? Scale)> each)
    {
        FileTensor input = op[0];
        (Quantity? Size, Ratio? Scale)[] all = [.. input.Sizes.Select((size, axis) => Array.LastIndexOf(axes, axis) is >= 0 and var i ? each(i) : (size, 1))];
        Quantity[] sizes = [.. all.Select((axis, i) => axis.Size ?? op.UnknownSize(0, $"{i}"))];
        Ratio?[] ratios = Array.ConvertAll(all, axis => axis.Scale);
        bool isScaled = Array.TrueForAll(ratios, ratio => ratio is not null);
        bool isSpatial = sizes.Length is > 2 and < 6 && (layer.Method != Interpolation.Cubic || sizes.Length == 4)
            && sizes[0] == input[0] && sizes[1] == input[1] && (!isScaled || (ratios[0] == 1 && ratios[1] == 1));
        int first = isSpatial ? 2 : 0;
        Quantity[] target = sizes[first..];
        bool isByScale = isScaled && target.Select((size, i) => size == Quantity.FloorDivide(input[first + i] * ratios[first + i]!.Value.Numerator, ratios[first + i]!.Value.Denominator)).All(fits => fits)
            && Array.TrueForAll(target, size => size.KnownValue is not < 1);
        layer = layer with
        {
            IsWhole = !isSpatial,
            Scale = isScaled ? new AxisRatios([.. ratios[first..].Select(ratio => ratio!.Value)]) : null,
            Sizes = isByScale ? null : new TensorShape(target),
        };
        return op.Means(isSpatial ? layer.OnSamples() : layer);
    }
}
