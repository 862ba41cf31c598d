namespace DeepCalc.Measures.Fields;

/// <summary>The place of a unit: one number for each axis of a receptive field.</summary>
internal static class Place
{
    /// <summary>An error unless the place exists in a shape.</summary>
    public static void Require(string what, IReadOnlyList<long> place, TensorShape shape, string layer)
    {
        bool isThere = place.Count == shape.FieldAxisCount;
        for (int i = 0; isThere && i < place.Count; i++)
        {
            Quantity size = shape.PositionsOn(shape.FieldAxis(i));
            isThere = place[i] >= 0 && (!size.IsKnown || place[i] < size.Value);
        }

        DeepCalcException.ThrowIf(
            !isThere, place.Count == shape.FieldAxisCount ? ErrorCode.InvalidSize : ErrorCode.RankMismatch,
            $"{layer} of shape {shape} has no {what} {string.Join(',', place)}: give {shape.FieldAxisCount} {(shape.FieldAxisCount == 1 ? "number" : "numbers")}, none for the channel axis, each at least 0 and below {string.Join(" and ", Enumerable.Range(0, shape.FieldAxisCount).Select(i => shape.PositionsOn(shape.FieldAxis(i))))}.");
    }

    /// <summary>The number for the axis along which a field slides, or null if it slides along none.</summary>
    public static long? On(in AxisField field, TensorShape shape, IReadOnlyList<long> place)
    {
        for (int i = 0; field.Axis >= 0 && i < place.Count; i++)
        {
            if (shape.FieldAxis(i) == field.Axis)
            {
                return place[i];
            }
        }

        return null;
    }
}
