namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Computes the values of small tensors, element by element.</summary>
internal static class TensorMath
{
    /// <summary>Applies a function to the elements of several tensors, broadcast to the shape of the result.</summary>
    public static TensorValues? Map(FileTensor[] tensors, Quantity[] sizes, Func<Scalar[], Scalar?> function)
    {
        int[]?[] places = Array.ConvertAll(tensors, tensor => Gathering.PlacesIn(tensor, sizes));
        if (Array.Exists(places, each => each is null))
        {
            return null;
        }

        try
        {
            Scalar[] results = [.. Enumerable.Range(0, places[0]!.Length)
                .Select(i => function([.. tensors.Zip(places, (tensor, place) => tensor.Values![place![i]])]))
                .TakeWhile(result => result is not null)
                .Select(result => result!.Value)];
            return results.Length == places[0]!.Length ? new TensorValues(results) : null;
        }
        catch (OverflowException)
        {
            // A result that does not fit is unknown.
            return null;
        }
    }

    /// <summary>A function of two elements, applied to all from the first to the last.</summary>
    public static Scalar? Fold(Scalar[] values, ElementType type, Func<Scalar, Scalar, ElementType, Scalar?> function) =>
        values.Skip(1).Aggregate((Scalar?)values[0], (result, value) => result is { } before ? function(before, value, type) : null);
}
