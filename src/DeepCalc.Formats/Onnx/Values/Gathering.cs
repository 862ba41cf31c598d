namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Moves the values of small tensors.</summary>
internal static class Gathering
{
    /// <summary>A tensor of whole numbers, which are its values if they are known and few.</summary>
    public static FileTensor Numbers(long[]? numbers, params Quantity[] sizes) =>
        FileTensor.Of(ElementType.Int64, numbers?.Length <= TensorValues.Most ? TensorValues.Of(numbers) : null, sizes);

    /// <summary>
    /// The elements of a tensor of these sizes, each that of the input at the indices that a function gives for its position and an axis of
    /// the input. Null where a size, the elements or one of these places is unknown.
    /// </summary>
    public static TensorValues? Gathered(FileTensor input, Quantity[] sizes, Func<long[], int, long> indexOn)
    {
        if (input.Values is not { } values || TensorValues.CountOf(sizes) is not { } count)
        {
            return null;
        }

        var results = new Scalar[count];
        var indices = new long[input.Rank];
        int at = 0;
        foreach (long[] position in Positions(sizes))
        {
            for (int axis = 0; axis < indices.Length; axis++)
            {
                indices[axis] = indexOn(position, axis);
            }

            if (Place(input, indices) is not { } place)
            {
                return null;
            }

            results[at++] = values[place];
        }

        return new TensorValues(results);
    }

    /// <summary>The positions in a small tensor of known sizes, in row-major order: one array that changes.</summary>
    public static IEnumerable<long[]> Positions(Quantity[] sizes)
    {
        var position = new long[sizes.Length];
        for (int i = TensorValues.CountOf(sizes) ?? 0; i > 0; i--)
        {
            yield return position;
            for (int axis = sizes.Length - 1; axis >= 0 && ++position[axis] == sizes[axis].Value; axis--)
            {
                position[axis] = 0;
            }
        }
    }

    /// <summary>
    /// The number of the element, or of the slice, at indices on the first axes; a negative index counts from the end. Null where it does not
    /// exist.
    /// </summary>
    public static int? Place(FileTensor data, long[] indices)
    {
        long place = 0;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            long size = data[axis].KnownValue ?? 0;
            long index = indices[axis] < 0 ? indices[axis] + size : indices[axis];
            if (index < 0 || index >= size)
            {
                return null;
            }

            place = (place * size) + index;
        }

        return (int)place;
    }

    /// <summary>The elements at given places of an axis, in their order; a negative place counts from the end.</summary>
    public static FileTensor Taken(FileTensor input, int axis, long[] places)
    {
        Quantity[] sizes = input.Sizes;
        sizes[axis] = places.Length;
        return FileTensor.Of(input.Type, Gathered(input, sizes, (position, own) => own == axis ? places[position[own]] : position[own]), sizes);
    }

    /// <summary>The elements of a slice. Its bounds are known.</summary>
    public static FileTensor Sliced(FileTensor input, Slice slice)
    {
        (Quantity begin, Quantity count) = Slicing.Of(input[slice.Axis], slice.Start, slice.Stop, slice.Step, mayBeEmpty: true);
        return input.Values is not null && begin.KnownValue is { } first && count.KnownValue is { } number
            ? Taken(input, slice.Axis, [.. Enumerable.Range(0, (int)number).Select(i => first + (i * slice.Step))])
            : input.With(input.Type, null);
    }

    /// <summary>The elements, broadcast to the shape of a result.</summary>
    public static TensorValues? Broadcast(FileTensor input, Quantity[] sizes) => input.Span.SequenceEqual(sizes)
        ? input.Values
        : Gathered(input, sizes, (position, axis) => input[axis] == 1 ? 0 : position[axis + sizes.Length - input.Rank]);

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
}
