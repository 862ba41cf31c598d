using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Formulas;
using DeepCalc.Layers.Shaping;
using DeepCalc.Measures;

namespace DeepCalc.Formats.Onnx.Operators.Moves;

/// <summary>Resizing of tensors by interpolation.</summary>
internal static class ResizeOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Resize", Resize) { SizesOnly = [3], Settings = [1, 2] },
        new("Upsample", Upsample) { Settings = [1] },
    ];

    private static Answer Upsample(Operation op)
    {
        FileTensor input = op[0];
        float[]? attribute = op.Floats("scales");
        Scalar[]? scales = op.Opset >= 9 ? op.Values(1)?.Elements.ToArray()
            : attribute is not null ? Array.ConvertAll(attribute, scale => Scalar.Real(scale))
            : op.Opset < 7 && op.Float("height_scale") is { } height && op.Float("width_scale") is { } width ? [1, 1, Scalar.Real(height), Scalar.Real(width)]
            : null;
        var sampling = new Resampling(Method(op), ResampledPlace.Corner, NearestRounding.Down, IsCorners: false, IsKnown: true);
        return Scaled(op, input, AllAxes(input), scales, sampling);
    }

    private static Answer Resize(Operation op)
    {
        FileTensor input = op[0];
        int[] axes = op.Ints("axes") is { Length: > 0 } given ? [.. given.Select(axis => op.Axis(axis, input.Rank))] : AllAxes(input);
        int scalesAt = op.Opset < 11 ? 1 : 2;
        bool hasScales = op.Has(scalesAt) && !op.IsEmpty(scalesAt);
        if (op.Opset < 11)
        {
            return Scaled(op, input, axes, op.Values(1)?.Elements.ToArray(), new Resampling(Method(op), ResampledPlace.Corner, NearestRounding.Down, false, true));
        }

        Resampling sampling = Resampling.Of(op, Method(op));
        return hasScales
            ? Scaled(op, input, axes, op.Values(scalesAt)?.Elements.ToArray(), sampling)
            : Sized(op, input, axes, op.Sizes(3), sampling);
    }

    private static int[] AllAxes(FileTensor input) => [.. Enumerable.Range(0, input.Rank)];

    private static Interpolation Method(Operation op) => op.Text("mode", "nearest") switch
    {
        "nearest" => Interpolation.Nearest,
        "linear" or "bilinear" => Interpolation.Linear,
        "cubic" => Interpolation.Cubic,
        var other => throw op.Fail($"the mode is {other}; it must be nearest, linear or cubic"),
    };

    private static Answer Scaled(Operation op, FileTensor input, int[] axes, Scalar[]? scales, Resampling sampling)
    {
        if (scales is not null && scales.Length != axes.Length)
        {
            throw op.Fail($"there are {scales.Length} scales for {axes.Length} axes of {input}; there must be one for each");
        }

        Quantity[] sizes = input.Sizes;
        var steps = new Ratio?[input.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            steps[axis] = scales?[i] is { IsKnown: true, Number: > 0 } scale ? Resampling.StepOf(scale.Number) : null;

            // Computed in single precision and rounded down, as in runtimes.
            Scalar? size = scales is null ? null : ScalarMath.Multiply(input[axis], scales[i], ElementType.Float32);
            sizes[axis] = size is { } product && ScalarMath.Floor(product) is { } whole ? whole.Whole : op.UnknownSize(0, $"{axis}");
        }

        return Resized(input, sizes, steps, sampling);
    }

    private static Answer Sized(Operation op, FileTensor input, int[] axes, Quantity[]? given, Resampling sampling)
    {
        if (given is not null && given.Length != axes.Length)
        {
            throw op.Fail($"there are {given.Length} sizes for {axes.Length} axes of {input}; there must be one for each");
        }

        Quantity[] sizes = input.Sizes;
        for (int i = 0; i < axes.Length; i++)
        {
            sizes[axes[i]] = given is null ? op.UnknownSize(0, $"{axes[i]}") : given[i];
        }

        var steps = new Ratio?[input.Rank];
        string policy = op.Text("keep_aspect_ratio_policy", "stretch");
        if (policy != "stretch" && given is not null)
        {
            KeepAspect(op, input, axes, sizes, steps, policy == "not_larger");
        }

        return Resized(input, sizes, steps, sampling);
    }

    // One scale for all axes: the smallest or largest that the sizes demand.
    private static void KeepAspect(Operation op, FileTensor input, int[] axes, Quantity[] sizes, Ratio?[] steps, bool isSmallest)
    {
        if (!axes.All(axis => sizes[axis].IsKnown && input[axis].IsKnown && input[axis].Value > 0))
        {
            foreach (int axis in axes)
            {
                sizes[axis] = op.UnknownSize(0, $"{axis}");
            }

            return;
        }

        IEnumerable<double> scales = axes.Select(axis => (double)sizes[axis].Value / input[axis].Value);
        double scale = isSmallest ? scales.Min() : scales.Max();
        foreach (int axis in axes)
        {
            sizes[axis] = (long)Math.Floor((scale * input[axis].Value) + 0.5);
            steps[axis] = scale > 0 ? Resampling.StepOf(scale) : null;
        }
    }

    private static Answer Resized(FileTensor input, Quantity[] sizes, Ratio?[] steps, Resampling sampling)
    {
        var output = new FileTensor(input.Type, sizes);
        Quantity taps = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            taps *= Stays(axis) ? 1 : ResampledAxis.Taps(sampling.Method);
        }

        // If the result has the size of the input on all axes, runtimes copy it for mode nearest, whatever the scales.
        bool isCopied = sampling.Method == Interpolation.Nearest && output.Equals(input);
        return Answer.Of(output)
            .Doing(working => sampling.IsKnown || taps == 1 ? ResampledAxis.Work(output, taps, working) : Work.Unknown("Resize"))
            .Seeing((operand, axis) => operand != 0 ? AxisView.Everything : isCopied || Stays(axis) ? AxisView.Same(axis) : sampling.View(axis, input[axis], sizes[axis], steps[axis]));

        // Samples are never interpolated, so an open and a written size of the batch axis are equal.
        bool Stays(int axis) => sampling.Stays(input[axis], sizes[axis], steps[axis])
            || (axis == 0 && sizes.Length > 2 && steps[axis] is null && !(input[axis].IsKnown && sizes[axis].IsKnown));
    }
}
