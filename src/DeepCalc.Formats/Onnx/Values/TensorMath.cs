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

        var results = new Scalar[places[0]!.Length];
        var elements = new Scalar[tensors.Length];
        try
        {
            for (int i = 0; i < results.Length; i++)
            {
                for (int t = 0; t < tensors.Length; t++)
                {
                    elements[t] = tensors[t].Values![places[t]![i]];
                }

                if (function(elements) is not { } result)
                {
                    return null;
                }

                results[i] = result;
            }
        }
        catch (OverflowException)
        {
            // A result that does not fit is unknown.
            return null;
        }

        return new TensorValues(results);
    }

    /// <summary>A function of two elements, applied to all from the first to the last.</summary>
    public static Scalar? Fold(ReadOnlySpan<Scalar> values, ElementType type, Func<Scalar, Scalar, ElementType, Scalar?> function)
    {
        Scalar? result = values[0];
        foreach (Scalar value in values[1..])
        {
            result = result is { } before ? function(before, value, type) : null;
        }

        return result;
    }
}
