using DeepCalc.Formulas;

namespace DeepCalc.Layers.Shaping;

/// <summary>The places of the units of a resized axis on the input axis, and the positions that each unit mixes.</summary>
internal static class ResampledAxis
{
    /// <summary>The longest period of a view. With a longer one, such as that of a scale of 1.23457, the view is unknown.</summary>
    public const long MostPhases = 4096;

    /// <summary>The positions that the units see.</summary>
    /// <param name="axis">The axis of the output.</param>
    /// <param name="step">The distance between neighbouring units, in positions.</param>
    /// <param name="place">The rule for the place of a unit.</param>
    /// <param name="method">How values between positions are interpolated.</param>
    /// <param name="rounding">How the nearest position is chosen.</param>
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

    /// <summary>The work of mixing t positions into each output: t products and t − 1 sums; none for a single position.</summary>
    public static Work Work(TensorShape output, Quantity taps, Working? working)
    {
        if (taps == 1)
        {
            return default;
        }

        Quantity each = (2 * working.Let("t", taps, "positions that are mixed")) - 1;
        return WorkFormula.Elementwise(working.OutputElements(output), each, working);
    }

    /// <summary>The number of positions mixed on an axis.</summary>
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
