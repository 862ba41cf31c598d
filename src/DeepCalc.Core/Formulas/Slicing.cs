namespace DeepCalc.Formulas;

/// <summary>The positions start, start + step, … before stop on an axis, by the rules of Python and NumPy.</summary>
internal static class Slicing
{
    /// <summary>
    /// The position of the first element, and the number of elements. Start and stop are counted from the end where they are negative; a stop of
    /// null is the end in the direction of the step. If the slice cannot be empty, an unknown size is large enough for one element, and an empty
    /// slice gets a number below 1.
    /// </summary>
    public static (Quantity Begin, Quantity Count) Of(
        Quantity size, Quantity start, Quantity? stop, long step, bool mayBeEmpty, Working? working = null)
    {
        size = working.Let("size₁", size, "input size");
        if (step < 0)
        {
            return Backwards(size, start, stop, step, working);
        }

        Quantity begin = IsNegative(start) ? FromEnd(size, 0 - start)
            : !mayBeEmpty || start.KnownValue <= size.LowerBound ? start
            : Quantity.Min(start, size);
        Quantity end = stop is not { } given ? size
            : IsNegative(given) ? working.Let("k", 0 - given, "positions from the end") is var k && mayBeEmpty ? FromEnd(size, k) : size - k
            : size.KnownValue <= given.KnownValue ? size
            : Quantity.Min(size, working.Let("b", given, "bound"));
        Quantity range = begin == 0 ? end : end - begin;
        Quantity count = step == 1 ? range : Quantity.CeilingDivide(range, working.Let("S", step, "step"));
        return (begin, mayBeEmpty ? count.LowerBound >= 0 ? count : Quantity.Max(count, 0)
            : !size.IsKnown && IsOnePosition(start, stop, step) ? 1
            : count);
    }

    private static bool IsNegative(Quantity place) => place.IsKnown ? place.Value < 0 : (0 - place).LowerBound > 0;

    private static Quantity FromEnd(Quantity size, Quantity places) => size.KnownValue <= places.KnownValue ? 0 : Quantity.Max(size - places, 0);

    // Where start and stop are counted from the same end, a slice has at most as many positions for every size; one that is not empty has one.
    private static bool IsOnePosition(Quantity start, Quantity? stop, long step) =>
        IsNegative(start) == (stop is not { } end || IsNegative(end)) && ((stop ?? 0) - start).KnownValue <= step;

    // The usual negative step goes over the whole axis, or over one of a known size.
    private static (Quantity Begin, Quantity Count) Backwards(Quantity size, Quantity start, Quantity? stop, long step, Working? working)
    {
        Quantity back = working.Let("S", -step, "step backwards");
        if (size.KnownValue is { } known && start.IsKnown && stop?.IsKnown != false)
        {
            long begin = Place(start.Value, known);
            long range = Math.Max(begin - (stop is { } end ? Place(end.Value, known) : -1), 0);
            return (begin, Quantity.CeilingDivide(range == known ? size : range, back));
        }

        return (size - 1, start == -1 && stop is null
            ? Quantity.CeilingDivide(size, back)
            : Quantity.UnknownValue($"slice({size}, {start}, {stop}, {step})"));

        static long Place(long place, long size) => Math.Clamp(place < 0 ? place + size : place, -1, Math.Max(size - 1, -1));
    }
}
