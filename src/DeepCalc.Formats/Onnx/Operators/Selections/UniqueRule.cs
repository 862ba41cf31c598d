using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>The unique elements, or unique slices along an axis.</summary>
/// <remarks>Source: the operators' specification of the ONNX project. Slices are ordered by their first elements that differ.</remarks>
internal static class UniqueRule
{
    // Up to this number, sorting is as fast as the work of other operators on all their values.
    private const int MostElements = 1024;

    private static readonly Comparer<Scalar[]> Order = Comparer<Scalar[]>.Create(
        (a, b) => a.Zip(b, (x, y) => ScalarMath.Compare(x, y) ?? 0).FirstOrDefault(order => order != 0));

    public static Answer Of(Operation op)
    {
        FileTensor input = op[0];
        int axis = op.Int("axis") is { } given ? op.Axis(given, input.Rank) : 0;
        input = op.Int("axis") is null ? Gathering.Tensor(input.Type, input.Values, input.ElementCount) : input;

        // NaN has no order.
        bool isKnown = input.Values is { Count: <= MostElements } values && (values.Count > 0 || input.Rank == 1)
            && values.Elements.ToArray().All(element => element.IsKnown && !double.IsNaN(element.Number));
        return isKnown ? Found(op, input, axis) : Outputs(input.Sized(axis, op.UnknownSize(0, "count")), axis, input[axis]);
    }

    // The indices of the first of each, the place of each element or slice among them, and their numbers.
    private static Answer Outputs(FileTensor unique, int axis, Quantity all, long[]? first = null, long[]? inverse = null, long[]? counts = null) => Answer.Of(
        unique,
        Gathering.Tensor(ElementType.Int64, first is null ? null : TensorValues.Of(first), unique[axis]),
        Gathering.Tensor(ElementType.Int64, inverse is null ? null : TensorValues.Of(inverse), all),
        Gathering.Tensor(ElementType.Int64, counts is null ? null : TensorValues.Of(counts), unique[axis]));

    private static Answer Found(Operation op, FileTensor input, int axis)
    {
        var places = new SortedDictionary<Scalar[], List<long>>(Order);
        int size = (int)input[axis].Value;
        for (int i = 0; i < size; i++)
        {
            Scalar[] slice = Gathering.Taken(input, axis, [i]).Values!.Elements.ToArray();
            places.TryAdd(slice, []);
            places[slice].Add(i);
        }

        List<long>[] groups = op.Flag("sorted", true) ? [.. places.Values] : [.. places.Values.OrderBy(group => group[0])];
        var inverse = new long[size];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i].ForEach(place => inverse[place] = i);
        }

        long[] first = [.. groups.Select(group => group[0])];
        return Outputs(Gathering.Taken(input, axis, first), axis, size, first, inverse, [.. groups.Select(group => (long)group.Count)]);
    }
}
