namespace DeepCalc.Measures.Fields;

/// <summary>
/// Follows a view in both directions, position by position: the positions that units see, and the units that see positions.
/// </summary>
internal static class ViewImage
{
    // The largest number of steps, which limits the time.
    private const long MostSteps = 10_000_000;

    /// <summary>The existing positions that any of these units sees.</summary>
    /// <exception cref="DeepCalcException">There are too many positions to follow.</exception>
    public static IndexSet Seen(in AxisView view, IndexSet units, long size)
    {
        var seen = new IndexSet();
        foreach ((long first, long last) in units.Runs)
        {
            if (view.Kind is ViewKind.Everything)
            {
                seen.Add(0, size - 1);
            }
            else if (view.Kind == ViewKind.Prefix)
            {
                seen.Add(0, Math.Min(last, size - 1));
            }
            else if (IsContiguous(view) && view.Stride <= view.Kernel)
            {
                AddClipped(seen, view.At(first).Start, view.At(last).Start + view.Kernel - 1, size);
            }
            else
            {
                RequireFew((last - first + 1) * (view.Dilation == 1 ? 1 : view.Kernel));
                for (long unit = first; unit <= last; unit++)
                {
                    AddWindow(seen, view, unit, size);
                }
            }
        }

        return seen;
    }

    /// <summary>The existing units that see any of these positions.</summary>
    /// <exception cref="DeepCalcException">There are too many positions to follow.</exception>
    public static IndexSet Seeing(in AxisView view, IndexSet positions, long units)
    {
        if (positions.IsEmpty)
        {
            return positions;
        }

        if (view.Kind is ViewKind.Everything or ViewKind.Prefix)
        {
            return IndexSet.Of(view.Kind == ViewKind.Prefix ? positions.First : 0, units - 1);
        }

        if (view.Stride == 0)
        {
            return IndexSet.Of(0, positions.Overlaps(view.At(0).Start, view.At(0).Start + view.Kernel - 1) ? units - 1 : -1);
        }

        var candidates = new IndexSet();
        foreach ((long first, long last) in positions.Runs)
        {
            (long begin, long end) = Candidates(view, first, last, units);
            candidates.Add(begin, end);
        }

        if (IsContiguous(view))
        {
            return candidates;
        }

        var seeing = new IndexSet();
        RequireFew(candidates.Count * Math.Max(view.Kernel, 1));
        foreach ((long begin, long end) in candidates.Runs)
        {
            for (long unit = begin; unit <= end; unit++)
            {
                if (Sees(view, unit, positions))
                {
                    seeing.Add(unit, unit);
                }
            }
        }

        return seeing;
    }

    private static bool IsContiguous(in AxisView view) => view.Phases is null && view.Dilation == 1;

    // The units whose windows, from first to last position, reach into the run.
    private static (long Begin, long End) Candidates(in AxisView view, long first, long last, long units)
    {
        long least = 0;
        long most = 0;
        for (int phase = 0; phase < view.Period; phase++)
        {
            PhaseWindow window = view.At(phase);
            least = phase == 0 ? window.Start : Math.Min(least, window.Start);
            most = phase == 0 ? window.Start + ((window.Count - 1) * view.Dilation) : Math.Max(most, window.Start + ((window.Count - 1) * view.Dilation));
        }

        long begin = Quantity.CeilingDivide(first - most, view.Stride) * view.Period;
        long end = (Quantity.FloorDivide(last - least, view.Stride) * view.Period) + view.Period - 1;
        return (Math.Max(begin, 0), Math.Min(end, units - 1));
    }

    private static bool Sees(in AxisView view, long unit, IndexSet positions)
    {
        PhaseWindow window = view.At(unit);
        if (view.Dilation == 1)
        {
            return window.Count > 0 && positions.Overlaps(window.Start, window.Start + window.Count - 1);
        }

        for (long i = 0; i < window.Count; i++)
        {
            if (positions.Contains(window.Start + (i * view.Dilation)))
            {
                return true;
            }
        }

        return false;
    }

    private static void AddWindow(IndexSet seen, in AxisView view, long unit, long size)
    {
        PhaseWindow window = view.At(unit);
        if (view.Dilation == 1)
        {
            AddClipped(seen, window.Start, window.Start + window.Count - 1, size);
            return;
        }

        for (long i = 0; i < window.Count; i++)
        {
            long position = window.Start + (i * view.Dilation);
            AddClipped(seen, position, position, size);
        }
    }

    private static void AddClipped(IndexSet seen, long first, long last, long size) =>
        seen.Add(Math.Max(first, 0), Math.Min(last, size - 1));

    private static void RequireFew(long steps) => DeepCalcException.ThrowIf(
        steps > MostSteps, ErrorCode.InvalidSize,
        $"{steps} positions are too many to follow one by one; at most {MostSteps} can be followed.");
}
