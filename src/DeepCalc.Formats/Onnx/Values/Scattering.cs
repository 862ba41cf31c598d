namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Finds values of small tensors by their positions, and writes them.</summary>
internal static class Scattering
{
    /// <summary>
    /// The number of the element, or of the slice, at a position on the first axes; a negative index counts from the end. Null where it
    /// does not exist.
    /// </summary>
    public static long? Place(FileTensor data, ReadOnlySpan<long> position)
    {
        long number = 0;
        for (int axis = 0; axis < position.Length; axis++)
        {
            long size = data[axis].Value;
            long inside = position[axis] < 0 ? position[axis] + size : position[axis];
            if (inside < 0 || inside >= size)
            {
                return null;
            }

            number = (number * size) + inside;
        }

        return number;
    }

    /// <summary>
    /// Writes each update to its own position, with the index as its position on one axis; null if an index is unknown or out of range.
    /// </summary>
    /// <remarks>Source: ONNX, ScatterElements.</remarks>
    public static TensorValues? Elements(FileTensor data, FileTensor indices, long[] named, FileTensor updates, int at)
    {
        long[] sizes = [.. indices.Sizes.Select(size => size.Value)];
        var next = new long[sizes.Length];
        return Written(data, updates, named.Length, 1, i =>
        {
            long[] position = [.. next];
            position[at] = named[i];
            TensorMath.Advance(next, sizes);
            return Place(data, position);
        });
    }

    /// <summary>Writes each slice of the updates to the slice of the data that the last axis of the indices gives.</summary>
    /// <remarks>Source: ONNX, ScatterND.</remarks>
    public static TensorValues? Slices(FileTensor data, FileTensor indices, long[] named, FileTensor updates) =>
        indices.Rank > 0 && indices.Last.KnownValue is > 0 and var axes && axes <= data.Rank
            ? Written(data, updates, named.Length / (int)axes, TensorMath.CountOf(data.Sizes[(int)axes..]) ?? 0, i => Place(data, named.AsSpan(i * (int)axes, (int)axes)))
            : null;

    // Writes slices of the updates, each of which has a number of elements, to their places in the data.
    private static TensorValues? Written(FileTensor data, FileTensor updates, int count, int slice, Func<int, long?> placeOf)
    {
        if (data.Values is not { } values || updates.Values is not { } written || written.Count != count * slice)
        {
            return null;
        }

        Scalar[] results = values.Elements.ToArray();
        for (int i = 0; i < count; i++)
        {
            if (placeOf(i) is not { } place)
            {
                return null;
            }

            written.Elements.Slice(i * slice, slice).CopyTo(results.AsSpan((int)place * slice));
        }

        return new TensorValues(results);
    }
}
