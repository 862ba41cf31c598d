namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Computes the values of small tensors, element by element.</summary>
internal static class TensorMath
{
    /// <summary>Applies a function to the elements of several tensors, broadcast to the shape of the result.</summary>
    public static TensorValues? Map(FileTensor[] tensors, Quantity[] sizes, Func<Scalar[], Scalar?> function)
    {
        TensorValues?[] inputs = Array.ConvertAll(tensors, tensor => Gathering.Broadcast(tensor, sizes));
        if (inputs.Contains(null))
        {
            return null;
        }

        try
        {
            var results = new Scalar[inputs[0]!.Count];
            var elements = new Scalar[inputs.Length];
            for (int i = 0; i < results.Length; i++)
            {
                for (int input = 0; input < elements.Length; input++)
                {
                    elements[input] = inputs[input]![i];
                }

                if (function(elements) is not { } result)
                {
                    return null;
                }

                results[i] = result;
            }

            return new TensorValues(results);
        }
        catch (OverflowException)
        {
            // A result that does not fit is unknown.
            return null;
        }
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
