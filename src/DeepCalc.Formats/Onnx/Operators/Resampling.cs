using DeepCalc.Layers.Shaping;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The way in which Resize interpolates.</summary>
/// <param name="Method">The interpolation, which decides how many positions it mixes.</param>
/// <param name="Place">The position of a unit in the input.</param>
/// <param name="Rounding">The rounding of a position to the nearest.</param>
/// <param name="IsCorners">Whether the first and last positions stay at the corners.</param>
/// <param name="IsKnown">Whether the views follow from these; false with antialiasing, or for a crop by computed numbers.</param>
internal sealed record Resampling(Interpolation Method, ResampledPlace Place, NearestRounding Rounding, bool IsCorners, bool IsKnown)
{
    // With one unit, the unit is at the first position, not in the middle.
    private bool IsLoneFirst { get; init; }

    /// <summary>The interpolation that the node sets.</summary>
    public static Resampling Of(Operation op, Interpolation method)
    {
        string place = op.Text("coordinate_transformation_mode", "half_pixel");
        return new Resampling(
            method,
            place switch
            {
                "asymmetric" or "align_corners" => ResampledPlace.Corner,
                "tf_half_pixel_for_nn" => ResampledPlace.CentreFromCorner,
                _ => ResampledPlace.Centre,
            },
            op.Text("nearest_mode", "round_prefer_floor") switch
            {
                "floor" => NearestRounding.Down,
                "ceil" => NearestRounding.Up,
                "round_prefer_ceil" => NearestRounding.HalfUp,
                _ => NearestRounding.HalfDown,
            },
            place == "align_corners",
            !op.Flag("antialias") && place is not ("tf_crop_and_resize" or "half_pixel_symmetric"))
        {
            IsLoneFirst = place == "pytorch_half_pixel",
        };
    }

    /// <summary>Whether an axis is unchanged. A scale other than 1 can keep the size and still move positions.</summary>
    public bool Stays(Quantity input, Quantity output, Ratio? step) => IsCorners || step is null ? input == output : step == 1;

    /// <summary>What a unit sees of an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="input">Its size.</param>
    /// <param name="output">Its size in the result.</param>
    /// <param name="step">The distance between neighbours by the given scale, or null if sizes are given.</param>
    public AxisView View(int axis, Quantity input, Quantity output, Ratio? step)
    {
        if (Stays(input, output, step))
        {
            return AxisView.Same(axis);
        }

        if (input == 1)
        {
            return AxisView.Broadcast(axis);
        }

        if (IsLoneFirst && output == 1)
        {
            return AxisView.Window(axis, 1, 1, 1, 0);
        }

        Ratio? between = IsCorners || step is null ? StepOf(input, output) : step;
        return IsKnown && between is { } known ? Within(ResampledAxis.View(axis, known, Place, Method, Rounding), input, output) : AxisView.Unknown(axis);
    }

    /// <summary>
    /// The distance between neighbours by a scale: the simplest fraction whose inverse is the scale in single precision, the precision of
    /// scales in files. Null if a step is too large.
    /// </summary>
    public static Ratio? StepOf(double scale)
    {
        const long Fine = 1L << 24;
        double step = 1 / scale;
        for (long denominator = 1; denominator <= ResampledAxis.MostPhases; denominator++)
        {
            double numerator = Math.Round(step * denominator);
            if (numerator is >= 1 and < int.MaxValue && (float)(denominator / numerator) == (float)scale)
            {
                return new Ratio((long)numerator, denominator);
            }
        }

        // There are too many phases to follow.
        return step < int.MaxValue ? new Ratio((long)Math.Round(step * Fine) | 1, Fine) : null;
    }

    // For a unit beyond an end, the nearest position is the one at the end.
    private AxisView Within(AxisView view, Quantity input, Quantity output)
    {
        if (Method != Interpolation.Nearest || view.Kind != ViewKind.Window
            || input.KnownValue is not { } from || output.KnownValue is not (> 0 and <= ResampledAxis.MostPhases and var to)
            || (view.At(0).Start >= 0 && view.At(to - 1).Start < from))
        {
            return view;
        }

        PhaseWindow[] units = [.. Enumerable.Range(0, (int)to).Select(unit => new PhaseWindow(Math.Clamp(view.At(unit).Start, 0, from - 1), 1))];
        return AxisView.Periodic(view.OutputAxis, 1, from, units);
    }

    private Ratio? StepOf(Quantity input, Quantity output) =>
        input.KnownValue is not (> 0 and var from) || output.KnownValue is not (> 0 and var to) ? null
        : !IsCorners ? new Ratio(from, to)
        : to == 1 ? 1
        : new Ratio(from - 1, to - 1);
}
