namespace DeepCalc;

/// <summary>Picks the values of small tensors out of others.</summary>
internal static class Gathering
{
    /// <summary>A tensor with these values, if there are any.</summary>
    public static FileTensor Tensor(ElementType type, TensorValues? values, params Quantity[] sizes) =>
        values is null ? new FileTensor(type, sizes) : FileTensor.Of(type, values, sizes);

    /// <summary>
    /// For each place of the result, the element of the input at another place, which is written over zeros; null where values or sizes are
    /// not known.
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

    /// <summary>Every so many elements along an axis from a place on.</summary>
    public static TensorValues? Slice(FileTensor input, IReadOnlyList<Quantity> sizes, int axis, Quantity begin, long step) => begin.IsKnown
        ? Pick(input, sizes, (place, from) =>
        {
            place.CopyTo(from, 0);
            from[axis] = begin.Value + (place[axis] * step);
        })
        : null;

    /// <summary>The elements at some places of an axis, in their order.</summary>
    public static TensorValues? Chosen(FileTensor input, IReadOnlyList<Quantity> sizes, int axis, ReadOnlyMemory<long> places) => Pick(input, sizes, (place, from) =>
    {
        place.CopyTo(from, 0);
        from[axis] = places.Span[(int)place[axis]];
    });

    /// <summary>The elements of tensors one after another along an axis.</summary>
    public static TensorValues? Join(FileTensor[] inputs, IReadOnlyList<Quantity> sizes, int at)
    {
        if (TensorMath.CountOf(sizes) is not { } count || Array.Exists(inputs, input => input.Values is null))
        {
            return null;
        }

        // In front of the axis places repeat; from it on, each tensor gives a run of its own.
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
