namespace DeepCalc.Layers.Shaping;

/// <summary>The places of the units of a resized axis on the input axis, and the positions that each unit mixes.</summary>
internal static class ResampledAxis
{
    /// <summary>The positions that the units see, which are a step of so many positions apart.</summary>
    public static AxisView View(int axis, Ratio step, ResampledPlace place, Interpolation method, NearestRounding rounding, Quantity input, Quantity output)
    {
        if (step.Denominator > Phases.MostOfMove)
        {
            return AxisView.Unknown(axis);
        }

        var phases = new PhaseWindow[step.Denominator];
        for (long unit = 0; unit < phases.Length; unit++)
        {
            (long numerator, long denominator) = place switch
            {
                ResampledPlace.Centre or ResampledPlace.CentreOrFirst => ((((2 * unit) + 1) * step.Numerator) - step.Denominator, 2 * step.Denominator),
                ResampledPlace.CentreFromCorner => (((2 * unit) + 1) * step.Numerator, 2 * step.Denominator),
                _ => (unit * step.Numerator, step.Denominator),
            };
            phases[unit] = Taken(numerator, denominator, method, rounding);
        }

        AxisView view = AxisView.Periodic(axis, 1, step.Numerator, phases);

        // For a unit beyond an end, the nearest position is the one at the end.
        return Taps(method) > 1 || input.KnownValue is not { } from || output.KnownValue is not (> 0 and <= Phases.MostOfMove and var to)
            || (view.At(0).Start >= 0 && view.At(to - 1).Start < from)
            ? view
            : AxisView.Periodic(axis, 1, from, [.. Enumerable.Range(0, (int)to).Select(unit => new PhaseWindow(Math.Clamp(view.At(unit).Start, 0, from - 1), 1))]);
    }

    /// <summary>
    /// A scale of single precision, as files have it, as a fraction: the simplest one that has that number in single precision; null where
    /// units would be too far apart.
    /// </summary>
    public static Ratio? ScaleOf(double scale)
    {
        const long Fine = 1L << 24;
        double step = 1 / scale;
        for (long denominator = 1; denominator <= Phases.MostOfMove; denominator++)
        {
            double numerator = Math.Round(step * denominator);
            if (numerator is >= 1 and < int.MaxValue && (float)(denominator / numerator) == (float)scale)
            {
                return new Ratio(denominator, (long)numerator);
            }
        }

        // There are too many phases to follow.
        return step < int.MaxValue ? new Ratio(Fine, (long)Math.Round(step * Fine) | 1) : null;
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
        if (Taps(method) == 1)
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
