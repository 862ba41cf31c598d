using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Writes values of small tensors into others.</summary>
internal static class Scattering
{
    /// <summary>
    /// Writes each update to its own position, with the index as its position on one axis; null if an index is unknown or out of range.
    /// </summary>
    /// <remarks>Source: ONNX, ScatterElements.</remarks>
    public static TensorValues? Elements(FileTensor data, FileTensor indices, long[] named, FileTensor updates, int at)
    {
        if (updates.Values is not { } written || written.Count != named.Length || data.Values is not { } values)
        {
            return null;
        }

        Scalar[] results = values.Elements.ToArray();
        long[] sizes = [.. indices.Sizes.Select(size => size.Value)];
        var place = new long[sizes.Length];
        for (int i = 0; i < named.Length; i++)
        {
            long index = 0;
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                long size = data[axis].Value;
                if (InAxis(axis == at ? named[i] : place[axis], size) is not { } inside)
                {
                    return null;
                }

                index = (index * size) + inside;
            }

            results[index] = written[i];
            TensorMath.Advance(place, sizes);
        }

        return new TensorValues(results);
    }

    /// <summary>Writes each slice of the updates to the slice of the data that the last axis of the indices gives.</summary>
    /// <remarks>Source: ONNX, ScatterND.</remarks>
    public static TensorValues? Slices(FileTensor data, FileTensor indices, long[] named, FileTensor updates)
    {
        if (updates.Values is not { } written || data.Values is not { } values || indices.Last.KnownValue is not (> 0 and var axes) || axes > data.Rank)
        {
            return null;
        }

        int slice = 1;
        for (int axis = (int)axes; axis < data.Rank; axis++)
        {
            slice *= (int)data[axis].Value;
        }

        int count = named.Length / (int)axes;
        if (written.Count != count * slice)
        {
            return null;
        }

        Scalar[] results = values.Elements.ToArray();
        for (int i = 0; i < count; i++)
        {
            long index = 0;
            for (int axis = 0; axis < axes; axis++)
            {
                long size = data[axis].Value;
                if (InAxis(named[(i * axes) + axis], size) is not { } inside)
                {
                    return null;
                }

                index = (index * size) + inside;
            }

            written.Elements.Slice(i * slice, slice).CopyTo(results.AsSpan((int)index * slice));
        }

        return new TensorValues(results);
    }

    // A negative index counts from the end.
    private static long? InAxis(long place, long size) => (place < 0 ? place + size : place) is var inside && inside >= 0 && inside < size ? inside : null;
}
