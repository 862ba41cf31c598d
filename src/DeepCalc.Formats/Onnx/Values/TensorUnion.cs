namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Combines two tensors or sequences, one of which is present, to what is known in either case.</summary>
internal static class TensorUnion
{
    /// <summary>Sizes in which they differ become unknown, with the given names; so does the shape if the numbers of axes differ.</summary>
    public static FileTensor Of(FileTensor a, FileTensor b, Func<string, Quantity> unknown)
    {
        if (ReferenceEquals(a, b))
        {
            return a;
        }

        ElementType type = a.Type == b.Type || b.Type == ElementType.Undefined ? a.Type : a.Type == ElementType.Undefined ? b.Type : ElementType.Undefined;
        if (a.Item is { } first && b.Item is { } second)
        {
            // An empty sequence differs from nothing.
            FileTensor common = a.Items is [] ? second : b.Items is [] ? first : Of(first, second, axis => unknown($"item.{axis}"));
            FileTensor[]? items = a.Items?.Length == b.Items?.Length ? a.Items?.Zip(b.Items!, (x, y) => Of(x, y, axis => unknown($"item.{axis}"))).ToArray() : null;
            return FileTensor.Sequence(common, items);
        }

        if (a.Item is not null || b.Item is not null || !a.IsRanked || !b.IsRanked || a.Rank != b.Rank)
        {
            return FileTensor.Unranked(type);
        }

        Quantity[] sizes = [.. Enumerable.Range(0, a.Rank).Select(axis => a[axis] == b[axis] ? a[axis] : unknown($"{axis}"))];
        return FileTensor.Of(type, TensorValues.AreSame(a.Values, b.Values) ? a.Values : null, sizes);
    }
}
