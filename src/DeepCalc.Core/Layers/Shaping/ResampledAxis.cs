namespace DeepCalc;

/// <summary>Where the units of a resized axis stand on the axis that was, and which positions they are mixed of.</summary>
internal static class ResampledAxis
{
    /// <summary>Of a longer turn, such as that of a scale of 1.23457, the view is left open.</summary>
    public const long MostPhases = 4096;

    /// <summary>What the units see.</summary>
    /// <param name="axis">The axis of the output.</param>
    /// <param name="step">How far the places of neighbouring units are apart, in positions.</param>
    /// <param name="place">Where a unit stands.</param>
    /// <param name="method">How values between positions are found.</param>
    /// <param name="rounding">Which position is nearest.</param>
    public static AxisView View(int axis, Ratio step, ResampledPlace place, Interpolation method, NearestRounding rounding = NearestRounding.Down)
    {
        if (step.Denominator > MostPhases)
        {
            return AxisView.Unknown(axis);
        }

        var phases = new PhaseWindow[step.Denominator];
        for (long unit = 0; unit < phases.Length; unit++)
        {
            (long numerator, long denominator) = place switch
            {
                ResampledPlace.Centre => ((((2 * unit) + 1) * step.Numerator) - step.Denominator, 2 * step.Denominator),
                ResampledPlace.CentreFromCorner => (((2 * unit) + 1) * step.Numerator, 2 * step.Denominator),
                _ => (unit * step.Numerator, step.Denominator),
            };
            phases[unit] = Taken(numerator, denominator, method, rounding);
        }

        return AxisView.Periodic(axis, 1, step.Numerator, phases);
    }

    /// <summary>The work of mixing so many positions into each output: t products and t − 1 sums; of a single position none.</summary>
    public static Work Work(TensorShape output, Quantity taps, Working? working)
    {
        if (taps == 1)
        {
            return default;
        }

        Quantity each = (2 * working.Let("t", taps, "positions that are mixed")) - 1;
        return WorkFormula.Elementwise(working.OutputElements(output), each, working);
    }

    /// <summary>How many positions are mixed on an axis.</summary>
    public static long Taps(Interpolation method) => method switch
    {
        Interpolation.Linear => 2,
        Interpolation.Cubic => 4,
        _ => 1,
    };

    private static PhaseWindow Taken(long numerator, long denominator, Interpolation method, NearestRounding rounding)
    {
        long before = Quantity.FloorDivide(numerator, denominator);
        if (method == Interpolation.Nearest)
        {
            return new PhaseWindow(
                rounding switch
                {
                    NearestRounding.Up => Quantity.CeilingDivide(numerator, denominator),
                    NearestRounding.HalfDown => Quantity.CeilingDivide((2 * numerator) - denominator, 2 * denominator),
                    NearestRounding.HalfUp => Quantity.FloorDivide((2 * numerator) + denominator, 2 * denominator),
                    _ => before,
                },
                1);
        }

        return before * denominator == numerator ? new PhaseWindow(before, 1)
            : method == Interpolation.Linear ? new PhaseWindow(before, 2)
            : new PhaseWindow(before - 1, 4);
    }
}
