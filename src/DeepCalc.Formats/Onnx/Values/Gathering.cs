namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Moves the values of small tensors.</summary>
internal static class Gathering
{
    /// <summary>A tensor with given values, or without values if they are null.</summary>
    public static FileTensor Tensor(ElementType type, TensorValues? values, params Quantity[] sizes) =>
        values is null ? new FileTensor(type, sizes) : FileTensor.Of(type, values, sizes);

    /// <summary>A tensor of whole numbers, which are its values if they are known and few.</summary>
    public static FileTensor Numbers(long[]? numbers, params Quantity[] sizes) =>
        Tensor(ElementType.Int64, numbers?.Length <= TensorValues.Most ? TensorValues.Of(numbers) : null, sizes);

    /// <summary>The elements at given places of an axis, in their order; a negative place counts from the end.</summary>
    public static FileTensor Taken(FileTensor input, int axis, long[] places)
    {
        Quantity[] sizes = input.Sizes;
        sizes[axis] = places.Length;
        if (input.Values is not { } values || TensorMath.CountOf(sizes) is not { } count)
        {
            return new FileTensor(input.Type, sizes);
        }

        long size = input[axis].Value;
        int run = RunOf(input, axis + 1);
        var results = new Scalar[count];
        for (int i = 0; i < count; i += run)
        {
            (long turn, long at) = Math.DivRem(i / run, places.Length);
            long place = places[at] < 0 ? places[at] + size : places[at];
            if (place < 0 || place >= size)
            {
                return new FileTensor(input.Type, sizes);
            }

            values.Elements.Slice((int)((turn * size) + place) * run, run).CopyTo(results.AsSpan(i));
        }

        return FileTensor.Of(input.Type, new TensorValues(results), sizes);
    }

    /// <summary>The elements of a slice. Its bounds are known.</summary>
    public static FileTensor Sliced(FileTensor input, Slice slice)
    {
        (Quantity begin, Quantity count) = Slicing.Of(input[slice.Axis], slice.Start, slice.Stop, slice.Step, mayBeEmpty: true);
        return input.Values is not null && begin.KnownValue is { } first && count.KnownValue is { } number
            ? Taken(input, slice.Axis, [.. Enumerable.Range(0, (int)number).Select(i => first + (i * slice.Step))])
            : input.With(input.Type, null);
    }

    /// <summary>The elements, repeated on each axis.</summary>
    public static TensorValues? Repeated(FileTensor input, Quantity[] counts)
    {
        for (int axis = 0; axis < counts.Length && input.Values is not null; axis++)
        {
            long size = input[axis].Value;
            input = size * counts[axis].Value is <= TensorValues.Most and var all
                ? Taken(input, axis, [.. Enumerable.Range(0, (int)all).Select(i => i % size)])
                : input.With(input.Type, null);
        }

        return input.Values;
    }

    /// <summary>The elements, with the axes in another order.</summary>
    public static TensorValues? Transposed(FileTensor input, ReadOnlySpan<long> order)
    {
        if (input.Values is not { } values)
        {
            return null;
        }

        var sizes = new long[order.Length];
        var strides = new long[order.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int from = AxisIndex.Of(order[axis], input);
            sizes[axis] = input[from].Value;
            strides[axis] = RunOf(input, from + 1);
        }

        var place = new long[sizes.Length];
        var results = new Scalar[values.Count];
        for (int i = 0; i < results.Length; i++)
        {
            long at = 0;
            for (int axis = 0; axis < place.Length; axis++)
            {
                at = checked(at + (place[axis] * strides[axis]));
            }

            results[i] = values[(int)at];
            TensorMath.Advance(place, sizes);
        }

        return new TensorValues(results);
    }

    /// <summary>The elements of tensors concatenated along an axis.</summary>
    public static TensorValues? Joined(FileTensor[] inputs, int axis)
    {
        if (Array.Exists(inputs, input => input.Values is null) || inputs.Sum(input => input.Values!.Count) is var count && count > TensorValues.Most)
        {
            return null;
        }

        // Before the axis, positions repeat. From the axis on, each tensor contributes its own run.
        int[] runs = Array.ConvertAll(inputs, input => RunOf(input, axis));
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

    // The number of elements for each position on the axes before.
    private static int RunOf(FileTensor tensor, int axis) => TensorMath.CountOf(tensor.Sizes[axis..]) ?? 0;
}
