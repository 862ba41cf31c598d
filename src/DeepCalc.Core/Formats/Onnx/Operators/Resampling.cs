namespace DeepCalc;

/// <summary>How Resize finds values between positions.</summary>
/// <param name="Method">How many positions it mixes.</param>
/// <param name="Place">Where a unit stands.</param>
/// <param name="Rounding">Which position is nearest.</param>
/// <param name="IsCorners">Whether the first and last positions stay in the corners.</param>
/// <param name="IsKnown">Whether this says all: not where a smaller result is smoothed, or a part is cut out by numbers that go in.</param>
internal sealed record Resampling(Interpolation Method, ResampledPlace Place, NearestRounding Rounding, bool IsCorners, bool IsKnown)
{
    // A unit alone stands at the first position, and not in the middle.
    private bool IsLoneFirst { get; init; }

    /// <summary>As the node says.</summary>
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

    /// <summary>Whether an axis stays as it is: a scale that is not 1 can lead to the same size, and yet moves.</summary>
    public bool Stays(Quantity input, Quantity output, Ratio? step) => IsCorners || step is null ? input == output : step == 1;

    /// <summary>What a unit sees of an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="input">Its size.</param>
    /// <param name="output">Its size in the result.</param>
    /// <param name="step">How far neighbours are apart by the scale that is given, or null if sizes are.</param>
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
    /// How far neighbours are apart by a scale: the simplest fraction whose inverse is the scale in single precision, in which files
    /// have scales; null if a step is far too long.
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

        // One of many phases, which is not followed.
        return step < int.MaxValue ? new Ratio((long)Math.Round(step * Fine) | 1, Fine) : null;
    }

    // The nearest position of a unit that stands beyond an end is the one at the end.
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
