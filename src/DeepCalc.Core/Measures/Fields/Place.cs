namespace DeepCalc;

/// <summary>The place of a unit: one number for each axis that a field is told for.</summary>
internal static class Place
{
    /// <summary>An error unless there is such a place in a shape.</summary>
    public static void Require(string what, IReadOnlyList<long> place, TensorShape shape, string layer)
    {
        bool isThere = place.Count == shape.FieldAxisCount;
        for (int i = 0; isThere && i < place.Count; i++)
        {
            Quantity size = shape.PositionsOn(shape.FieldAxis(i));
            isThere = place[i] >= 0 && (!size.IsKnown || place[i] < size.Value);
        }

        if (!isThere)
        {
            throw new DeepCalcException(
                place.Count == shape.FieldAxisCount ? ErrorCode.InvalidSize : ErrorCode.RankMismatch,
                $"{layer} of shape {shape} has no {what} {string.Join(',', place)}: give {shape.FieldAxisCount} {(shape.FieldAxisCount == 1 ? "number" : "numbers")}, the channel axis left out, each from 0 up to below {string.Join(" and ", Enumerable.Range(0, shape.FieldAxisCount).Select(i => shape.PositionsOn(shape.FieldAxis(i))))}.");
        }
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
