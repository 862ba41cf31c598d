using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Selects values of small tensors.</summary>
internal static class Gathering
{
    /// <summary>A tensor with given values, or without values if they are null.</summary>
    public static FileTensor Tensor(ElementType type, TensorValues? values, params Quantity[] sizes) =>
        values is null ? new FileTensor(type, sizes) : FileTensor.Of(type, values, sizes);

    /// <summary>
    /// Computes each element of the result from an element of the input, whose position is written over the given zeros; null if values or
    /// sizes are unknown.
    /// </summary>
    public static TensorValues? Pick(FileTensor input, IReadOnlyList<Quantity> sizes, Action<long[], long[]> from)
    {
        if (input.Values is not { } values || TensorMath.CountOf(sizes) is not { } count)
        {
            return null;
        }

        long[] known = [.. sizes.Select(size => size.Value)];
        var place = new long[known.Length];
        var source = new long[input.Rank];
        var results = new Scalar[count];
        for (int i = 0; i < count; i++)
        {
            long index = 0;
            Array.Clear(source);
            from(place, source);
            for (int axis = 0; axis < source.Length; axis++)
            {
                long size = input[axis].Value;
                if (source[axis] < 0 || source[axis] >= size)
                {
                    return null;
                }

                index = (index * size) + source[axis];
            }

            results[i] = values[(int)index];
            TensorMath.Advance(place, known);
        }

        return new TensorValues(results);
    }

    /// <summary>Elements at equal steps along an axis, from a start.</summary>
    public static TensorValues? Slice(FileTensor input, IReadOnlyList<Quantity> sizes, int axis, Quantity begin, long step) => begin.IsKnown
        ? Pick(input, sizes, (place, from) =>
        {
            place.CopyTo(from, 0);
            from[axis] = begin.Value + (place[axis] * step);
        })
        : null;

    /// <summary>The elements at given indices of an axis, in their order.</summary>
    public static TensorValues? Chosen(FileTensor input, IReadOnlyList<Quantity> sizes, int axis, ReadOnlyMemory<long> places) => Pick(input, sizes, (place, from) =>
    {
        place.CopyTo(from, 0);
        from[axis] = places.Span[(int)place[axis]];
    });

    /// <summary>The elements of tensors concatenated along an axis.</summary>
    public static TensorValues? Join(FileTensor[] inputs, IReadOnlyList<Quantity> sizes, int at)
    {
        if (TensorMath.CountOf(sizes) is not { } count || Array.Exists(inputs, input => input.Values is null))
        {
            return null;
        }

        // Before the axis, positions repeat. From the axis on, each tensor contributes its own run.
        var runs = new int[inputs.Length];
        for (int i = 0; i < runs.Length; i++)
        {
            long run = 1;
            for (int axis = at; axis < inputs[i].Rank; axis++)
            {
                run *= inputs[i][axis].Value;
            }

            runs[i] = (int)run;
        }

        var results = new List<Scalar>(count);
        for (int turn = 0; results.Count < count; turn++)
        {
            for (int i = 0; i < runs.Length; i++)
            {
                results.AddRange(inputs[i].Values!.Elements.Slice(turn * runs[i], runs[i]));
            }
        }

        return new TensorValues([.. results]);
    }
}
