namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The start and length of a slice of an axis, by NumPy's rules.</summary>
internal static class SliceBounds
{
    // Exporters write their largest integer for the end.
    private const long Far = int.MaxValue;

    /// <summary>The position of the first element, and the number of elements.</summary>
    public static (Quantity Begin, Quantity Length) Of(Quantity size, Quantity start, Quantity end, long step)
    {
        if (size.IsKnown && start.IsKnown && end.IsKnown)
        {
            long from = Clamp(start.Value, size.Value, step);
            long to = end.Value < -Far && step < 0 ? -1 : Clamp(end.Value, size.Value, step);
            long length = step > 0 ? Quantity.CeilingDivide(to - from, step) : Quantity.CeilingDivide(from - to, -step);
            return (from, Math.Max(length, 0));
        }

        if (step < 0)
        {
            // The usual negative step reverses the whole axis.
            bool isWhole = start == -1 && end is { IsKnown: true, Value: < -Far };
            return isWhole ? (size - 1, Quantity.CeilingDivide(size, -step)) : (size - 1, Quantity.UnknownValue($"slice({size}, {start}, {end}, {step})"));
        }

        Quantity first = Place(start, size);
        Quantity last = end is { IsKnown: true, Value: >= Far } ? size : Place(end, size);
        Quantity elements = Quantity.CeilingDivide(last - first, step);
        return (first, Quantity.Max(elements, 0));
    }

    private static long Clamp(long place, long size, long step)
    {
        long counted = place < 0 ? place < -size ? -size + (step < 0 ? -1 : 0) + size : place + size : place;
        return step > 0 ? Math.Clamp(counted, 0, size) : Math.Clamp(counted, -1, Math.Max(size - 1, -1));
    }

    // A position within an unknown size: from the end if it is negative, and never beyond the end.
    private static Quantity Place(Quantity place, Quantity size)
    {
        if (place is { IsKnown: true, Value: < 0 } || (place.IsKnown == false && (-1 * place).LowerBound > 0))
        {
            return Quantity.Max(size + place, 0);
        }

        return Quantity.Min(place, size);
    }
}
