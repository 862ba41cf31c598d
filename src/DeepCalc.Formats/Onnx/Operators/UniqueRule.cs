using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The unique elements, or unique slices along an axis.</summary>
/// <remarks>Source: the operators' specification of the ONNX project. Slices are ordered by their first elements that differ.</remarks>
internal static class UniqueRule
{
    // Up to this number, sorting is as fast as the work of other operators on all their values.
    private const int MostElements = 1024;

    public static Answer Of(Operation op)
    {
        FileTensor input = op[0];
        int? at = op.Int("axis") is { } given ? op.Axis(given, input.Rank) : null;
        Quantity all = at is { } axis ? input[axis] : input.ElementCount;
        return Found(op, input, at) ?? Answer.Of(Outputs(input, at, op.UnknownSize(0, "count"), all, null, null, null, null));
    }

    private static FileTensor[] Outputs(
        FileTensor input, int? at, Quantity count, Quantity all, TensorValues? values, TensorValues? first, TensorValues? inverse, TensorValues? counts)
    {
        Quantity[] sizes = at is null ? [count] : input.Sizes;
        if (at is { } axis)
        {
            sizes[axis] = count;
        }

        return
        [
            Gathering.Tensor(input.Type, values, sizes),
            Gathering.Tensor(ElementType.Int64, first, count),
            Gathering.Tensor(ElementType.Int64, inverse, all),
            Gathering.Tensor(ElementType.Int64, counts, count),
        ];
    }

    // Null if the elements are unknown; NaN has no order.
    private static Answer? Found(Operation op, FileTensor input, int? at)
    {
        if (input.Values is not { Count: > 0 and <= MostElements } values || values.Elements.ToArray().Any(element => !element.IsKnown || double.IsNaN(element.Number)))
        {
            return at is null && input.Values is { Count: 0 } none ? Answer.Of(Outputs(input, at, 0, 0, none, none, none, none)) : null;
        }

        Scalar[][] slices = Slices(input, values, at);
        var order = Comparer<Scalar[]>.Create(Compare);
        var firsts = new SortedDictionary<Scalar[], int>(order);
        for (int i = 0; i < slices.Length; i++)
        {
            firsts.TryAdd(slices[i], i);
        }

        int[] chosen = op.Flag("sorted", true) ? [.. firsts.Values] : [.. firsts.Values.Order()];
        var places = new SortedDictionary<Scalar[], int>(order);
        for (int i = 0; i < chosen.Length; i++)
        {
            places.Add(slices[chosen[i]], i);
        }

        long[] inverse = Array.ConvertAll(slices, slice => (long)places[slice]);
        var counts = new long[chosen.Length];
        foreach (long place in inverse)
        {
            counts[place]++;
        }

        Quantity[] sizes = at is null ? [chosen.Length] : input.Sizes;
        TensorValues? kept = at is { } axis ? Kept(input, sizes, axis, chosen) : new TensorValues([.. chosen.Select(place => values[place])]);
        return Answer.Of(Outputs(
            input, at, chosen.Length, slices.Length, kept, TensorValues.Of([.. chosen.Select(place => (long)place)]), TensorValues.Of(inverse), TensorValues.Of(counts)));
    }

    private static TensorValues? Kept(FileTensor input, Quantity[] sizes, int axis, int[] chosen)
    {
        sizes[axis] = chosen.Length;
        return Gathering.Chosen(input, sizes, axis, Array.ConvertAll(chosen, place => (long)place));
    }

    // The elements of each position on the axis, in row-major order of the others.
    private static Scalar[][] Slices(FileTensor input, TensorValues values, int? at)
    {
        if (at is not { } axis)
        {
            return [.. values.Elements.ToArray().Select(element => (Scalar[])[element])];
        }

        int size = (int)input[axis].Value;
        int inner = 1;
        for (int i = axis + 1; i < input.Rank; i++)
        {
            inner *= (int)input[i].Value;
        }

        var slices = new List<Scalar>[size];
        for (int i = 0; i < size; i++)
        {
            slices[i] = [];
        }

        for (int i = 0; i < values.Count; i++)
        {
            slices[i / inner % size].Add(values[i]);
        }

        return Array.ConvertAll(slices, slice => slice.ToArray());
    }

    private static int Compare(Scalar[]? a, Scalar[]? b)
    {
        for (int i = 0; i < a!.Length; i++)
        {
            int order = ScalarMath.Compare(a[i], b![i]) ?? 0;
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
