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
        (FileTensor input, int axis) = SelectionOperators.Along(op);

        // NaN has no order.
        bool isKnown = input.Values is { Count: <= MostElements } values && (values.Count > 0 || input.Rank == 1)
            && values.Elements.ToArray().All(element => element.IsKnown && !double.IsNaN(element.Number));
        if (!isKnown)
        {
            Quantity count = op.UnknownSize(0, "count");
            return Outputs(input.Sized(axis, count), count, null, input[axis], null, null);
        }

        int size = (int)input[axis].Value;
        Scalar[][] slices = [.. Enumerable.Range(0, size).Select(i => Gathering.Taken(input, axis, [i]).Values!.Elements.ToArray())];
        var places = new SortedDictionary<Scalar[], List<long>>(Order);
        for (int i = 0; i < size; i++)
        {
            places.TryAdd(slices[i], []);
            places[slices[i]].Add(i);
        }

        List<long>[] groups = op.Flag("sorted", true) ? [.. places.Values] : [.. places.Values.OrderBy(group => group[0])];
        long[] first = [.. groups.Select(group => group[0])];
        long[] inverse = [.. slices.Select(slice => (long)Array.IndexOf(groups, places[slice]))];
        long[] counts = [.. groups.Select(group => (long)group.Count)];
        return Outputs(Gathering.Taken(input, axis, first), first.Length, first, size, inverse, counts);
    }

    // The indices of the first of each, the place of each element or slice among them, and their numbers.
    private static Answer Outputs(FileTensor unique, Quantity count, long[]? first, Quantity size, long[]? inverse, long[]? counts) =>
        new Answer(unique, Gathering.Numbers(first, count), Gathering.Numbers(inverse, size), Gathering.Numbers(counts, count));
}
