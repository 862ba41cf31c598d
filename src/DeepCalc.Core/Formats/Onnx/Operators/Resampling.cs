namespace DeepCalc;

/// <summary>How Resize finds values between positions.</summary>
/// <param name="Method">How many positions it mixes.</param>
/// <param name="Place">Where a unit stands.</param>
/// <param name="Rounding">Which position is nearest.</param>
/// <param name="IsCorners">Whether the first and last positions stay in the corners.</param>
/// <param name="IsKnown">Whether this says all: not where a smaller result is smoothed, or a part is cut out by numbers that go in.</param>
internal sealed record Resampling(Interpolation Method, ResampledPlace Place, NearestRounding Rounding, bool IsCorners, bool IsKnown)
{
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
            !op.Flag("antialias") && place is not ("tf_crop_and_resize" or "half_pixel_symmetric"));
    }

    /// <summary>What a unit sees of an axis.</summary>
    public AxisView View(int axis, Quantity input, Quantity output, Ratio? step)
    {
        if (input == output)
        {
            return AxisView.Same(axis);
        }

        if (input == 1)
        {
            return AxisView.Broadcast(axis);
        }

        Ratio? between = IsCorners || step is null ? StepOf(input, output) : step;
        return IsKnown && between is { } known ? ResampledAxis.View(axis, known, Place, Method, Rounding) : AxisView.Unknown(axis);
    }

    /// <summary>The fraction that a floating-point number stands for, or null if none with a denominator that is of use.</summary>
    public static Ratio? RatioOf(double value)
    {
        for (long denominator = 1; denominator <= ResampledAxis.MostPhases; denominator++)
        {
            double numerator = value * denominator;
            if (numerator is >= 1 and < int.MaxValue && Math.Abs(numerator - Math.Round(numerator)) < 1e-9 * numerator)
            {
                return new Ratio((long)Math.Round(numerator), denominator);
            }
        }

        return null;
    }

    private Ratio? StepOf(Quantity input, Quantity output) =>
        input.KnownValue is not (> 0 and var from) || output.KnownValue is not (> 0 and var to) ? null
        : !IsCorners ? new Ratio(from, to)
        : to == 1 ? 1
        : new Ratio(from - 1, to - 1);
}
