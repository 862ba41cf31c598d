namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Computes the values of small tensors, element by element.</summary>
internal static class TensorMath
{
    /// <summary>Applies a function to each element.</summary>
    public static TensorValues? Map(FileTensor tensor, Func<Scalar, Scalar?> function)
    {
        if (tensor.Values is not { } values)
        {
            return null;
        }

        return Make(values.Count, i => function(values[i]));
    }

    /// <summary>Applies a function to the elements of several tensors, broadcast to the shape of the result.</summary>
    public static TensorValues? Map(FileTensor[] tensors, IReadOnlyList<Quantity> sizes, Func<Scalar[], Scalar?> function)
    {
        if (CountOf(sizes) is not { } count || Array.Exists(tensors, tensor => tensor.Values is null))
        {
            return null;
        }

        long[] known = [.. sizes.Select(size => size.Value)];
        long[][] strides = [.. tensors.Select(tensor => Strides(tensor, known))];
        var elements = new Scalar[tensors.Length];
        var place = new long[known.Length];
        return Make(count, _ =>
        {
            for (int t = 0; t < tensors.Length; t++)
            {
                long index = 0;
                for (int axis = 0; axis < known.Length; axis++)
                {
                    index += place[axis] * strides[t][axis];
                }

                elements[t] = tensors[t].Values![(int)index];
            }

            Advance(place, known);
            return function(elements);
        });
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

    /// <summary>The number of elements, if it is known and small enough to keep values; else null.</summary>
    public static int? CountOf(IReadOnlyList<Quantity> sizes)
    {
        long count = 1;
        foreach (Quantity size in sizes)
        {
            if (size.KnownValue is not { } known || (known > 0 && count > TensorValues.Most / known))
            {
                return null;
            }

            count *= known;
        }

        return (int)count;
    }

    /// <summary>Advances to the next position, the last axis first.</summary>
    public static void Advance(long[] place, long[] sizes)
    {
        for (int axis = sizes.Length - 1; axis >= 0 && ++place[axis] == sizes[axis]; axis--)
        {
            place[axis] = 0;
        }
    }

    // The stride between neighbours on each axis; 0 on a broadcast axis.
    private static long[] Strides(FileTensor tensor, long[] sizes)
    {
        var strides = new long[sizes.Length];
        long stride = 1;
        for (int axis = tensor.Rank - 1; axis >= 0; axis--)
        {
            long size = tensor[axis].Value;
            strides[axis + sizes.Length - tensor.Rank] = size == 1 ? 0 : stride;
            stride *= size;
        }

        return strides;
    }

    // A result that does not fit is unknown.
    private static TensorValues? Make(int count, Func<int, Scalar?> element)
    {
        var results = new Scalar[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                if (element(i) is not { } result)
                {
                    return null;
                }

                results[i] = result;
            }
        }
        catch (OverflowException)
        {
            return null;
        }

        return new TensorValues(results);
    }
}
