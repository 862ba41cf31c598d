namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Moves the values of small tensors.</summary>
internal static class Gathering
{
    /// <summary>A tensor of whole numbers, which are its values if they are known and few.</summary>
    public static FileTensor Numbers(long[]? numbers, params Quantity[] sizes) =>
        FileTensor.Of(ElementType.Int64, numbers?.Length <= TensorValues.Most ? TensorValues.Of(numbers) : null, sizes);

    /// <summary>The elements at given places of an axis, in their order; a negative place counts from the end.</summary>
    public static FileTensor Taken(FileTensor input, int axis, long[] places)
    {
        long size = input[axis].KnownValue ?? 0;
        Quantity[] sizes = input.Sizes;
        sizes[axis] = places.Length;
        return FileTensor.Of(input.Type, Array.Exists(places, place => place < -size || place >= size) ? null : Gathered(input, PlacesIn(input, sizes, axes =>
        {
            axes[axis] = Array.ConvertAll(places, place => axes[axis][place < 0 ? place + size : place]);
            return axes;
        })), sizes);
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
    public static TensorValues? Repeated(FileTensor input, Quantity[] counts) => Gathered(input, PlacesIn(
        input,
        [.. input.Sizes.Zip(counts, (size, count) => size * count)],
        axes => [.. axes.Zip(counts, (axis, count) => Enumerable.Repeat(axis, (int)count.Value).SelectMany(places => places).ToArray())]));

    /// <summary>The elements, with the axes in another order.</summary>
    public static TensorValues? Transposed(FileTensor input, long[] order) =>
        Gathered(input, PlacesIn(input, input.Sizes, axes => Array.ConvertAll(order, axis => axes[AxisIndex.Of(axis, input)])));

    /// <summary>The elements, broadcast to the shape of a result.</summary>
    public static TensorValues? Broadcast(FileTensor input, Quantity[] sizes) => Gathered(input, PlacesIn(input, sizes));

    /// <summary>The place of each element of a result in an input that is broadcast to its shape.</summary>
    public static int[]? PlacesIn(FileTensor input, Quantity[] sizes) => PlacesIn(input, sizes, axes =>
    [
        .. sizes.Select((size, axis) => axis - sizes.Length + axes.Length is >= 0 and var own && axes[own].Length > 1 ? axes[own] : new int[size.Value]),
    ]);

    /// <summary>The elements of tensors concatenated along an axis.</summary>
    public static TensorValues? Joined(FileTensor[] inputs, int axis)
    {
        if (Array.Exists(inputs, input => input.Values is null) || inputs.Sum(input => input.Values!.Count) > TensorValues.Most)
        {
            return null;
        }

        // Before the axis, positions repeat. From the axis on, each tensor contributes its own run.
        int turns = TensorValues.CountOf(inputs[0].Span[..axis]) ?? 0;
        var results = new Scalar[inputs.Sum(input => input.Values!.Count)];
        int place = 0;
        for (int turn = 0; turn < turns; turn++)
        {
            foreach (FileTensor input in inputs)
            {
                int run = input.Values!.Count / turns;
                input.Values.Elements.Slice(turn * run, run).CopyTo(results.AsSpan(place));
                place += run;
            }
        }

        return new TensorValues(results);
    }

    private static TensorValues? Gathered(FileTensor input, int[]? places) =>
        places is null ? null : new TensorValues(Array.ConvertAll(places, place => input.Values![place]));

    // The place of an element in the input is the sum of a place for each axis of the result, and these are made of the places of the
    // positions on each axis of the input.
    private static int[]? PlacesIn(FileTensor input, Quantity[] sizes, Func<int[][], int[][]> axesFrom)
    {
        if (input.Values is not { } values || TensorValues.CountOf(sizes) is not { } count || (count > 0 && values.Count == 0))
        {
            return null;
        }

        return count == 0 ? [] : axesFrom(AxesOf(input)).Aggregate((int[]?)null, (before, axis) => before is null ? axis : Sums(before, axis)) ?? [0];
    }

    private static int[] Sums(int[] before, int[] axis)
    {
        var sums = new int[before.Length * axis.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = before[i / axis.Length] + axis[i % axis.Length];
        }

        return sums;
    }

    private static int[][] AxesOf(FileTensor input)
    {
        int stride = input.Values!.Count;
        var axes = new int[input.Rank][];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = new int[input[axis].Value];
            stride /= axes[axis].Length;
            for (int position = 0; position < axes[axis].Length; position++)
            {
                axes[axis][position] = position * stride;
            }
        }

        return axes;
    }
}
