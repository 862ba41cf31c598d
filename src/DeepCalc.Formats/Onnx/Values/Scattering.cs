namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Finds values of small tensors by their positions, and writes them.</summary>
internal static class Scattering
{
    /// <summary>
    /// The number of the element, or of the slice, at a position on the first axes; a negative index counts from the end. Null where it
    /// does not exist.
    /// </summary>
    public static long? Place(FileTensor data, long[] position) => position
        .Zip(data.Sizes, (index, size) => (Index: index, Size: size.KnownValue ?? 0))
        .Aggregate((long?)0, (number, axis) => axis.Index < axis.Size && axis.Index >= -axis.Size
            ? (number * axis.Size) + axis.Index + (axis.Index < 0 ? axis.Size : 0)
            : null);

    /// <summary>Writes each update to its own position, with the index as its position on one axis, if all indices are in range.</summary>
    /// <remarks>Source: ONNX, ScatterElements.</remarks>
    public static TensorValues? Elements(FileTensor data, FileTensor indices, long[] named, FileTensor updates, int at)
    {
        long[] positions = [.. named.SelectMany((index, i) => Enumerable.Range(0, indices.Rank).Select(axis =>
            axis == at ? index : i / TensorValues.CountOf(indices.Span[(axis + 1)..])!.Value % indices[axis].Value))];
        return Written(data, updates, positions, indices.Rank);
    }

    /// <summary>Writes each slice of the updates to the slice of the data that the last axis of the indices gives.</summary>
    /// <remarks>Source: ONNX, ScatterND.</remarks>
    public static TensorValues? Slices(FileTensor data, FileTensor indices, long[] named, FileTensor updates) =>
        indices.Rank > 0 && indices.Last.KnownValue is > 0 and var axes && axes <= data.Rank ? Written(data, updates, named, (int)axes) : null;

    // Writes slices of the updates to their positions on the first axes of the data.
    private static TensorValues? Written(FileTensor data, FileTensor updates, long[] positions, int axes)
    {
        int slice = TensorValues.CountOf(data.Span[axes..]) ?? 0;
        long?[] places = [.. positions.Chunk(axes).Select(position => Place(data, position))];
        if (data.Values is not { } values || updates.Values is not { } written || written.Count != places.Length * slice || places.Contains(null))
        {
            return null;
        }

        Scalar[] results = values.Elements.ToArray();
        for (int i = 0; i < places.Length; i++)
        {
            written.Elements.Slice(i * slice, slice).CopyTo(results.AsSpan((int)places[i]!.Value * slice));
        }

        return new TensorValues(results);
    }
}
