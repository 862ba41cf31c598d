namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Writes values of small tensors.</summary>
internal static class Scattering
{
    /// <summary>Writes each update to its own position, with the index as its position on one axis, if all indices are in range.</summary>
    /// <remarks>Source: ONNX, ScatterElements.</remarks>
    public static TensorValues? Elements(FileTensor data, FileTensor indices, long[] named, FileTensor updates, int at) =>
        Written(data, updates, indices.Rank, Gathering.Positions(indices.Sizes).Select((position, i) =>
            position.Select((index, axis) => axis == at ? named[i] : index).ToArray()));

    /// <summary>Writes each slice of the updates to the slice of the data that the last axis of the indices gives.</summary>
    /// <remarks>Source: ONNX, ScatterND.</remarks>
    public static TensorValues? Slices(FileTensor data, FileTensor indices, long[] named, FileTensor updates) =>
        indices.Rank > 0 && indices.Last.KnownValue is > 0 and var axes && axes <= data.Rank
            ? Written(data, updates, (int)axes, named.Chunk((int)axes))
            : null;

    // Writes slices of the updates to their positions on the first axes of the data.
    private static TensorValues? Written(FileTensor data, FileTensor updates, int axes, IEnumerable<long[]> positions)
    {
        int slice = TensorValues.CountOf(data.Span[axes..]) ?? 0;
        int?[] places = [.. positions.Select(position => Gathering.Place(data, position))];
        if (data.Values is not { } values || updates.Values is not { } written || written.Count != places.Length * slice || places.Contains(null))
        {
            return null;
        }

        Scalar[] results = values.Elements.ToArray();
        for (int i = 0; i < places.Length; i++)
        {
            written.Elements.Slice(i * slice, slice).CopyTo(results.AsSpan(places[i]!.Value * slice));
        }

        return new TensorValues(results);
    }
}
