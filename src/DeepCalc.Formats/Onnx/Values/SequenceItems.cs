namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Makes and reads sequences of tensors.</summary>
internal static class SequenceItems
{
    /// <summary>The prefix in the names of sizes that may differ between the tensors of a sequence.</summary>
    public const string Mark = ".item.";

    /// <summary>A sequence of tensors, with a type for an empty one, and a function that makes the sizes in which they differ.</summary>
    public static FileTensor Sequence(FileTensor[] items, ElementType type, Func<string, Quantity> unknown) => FileTensor.Sequence(
        items.Length == 0 ? FileTensor.Unranked(type) : items.Aggregate((a, b) => TensorUnion.Of(a, b, axis => unknown($"item.{axis}"))),
        items);

    /// <summary>Whether a size may differ between the tensors.</summary>
    public static bool Varies(Quantity size) => !size.IsKnown && size.UnknownNames.Any(name => name.Contains(Mark, StringComparison.Ordinal));

    /// <summary>The tensor or sequence with new names for some of its sizes, and then without its values.</summary>
    public static FileTensor Renamed(FileTensor tensor, Predicate<Quantity> which, Func<string, Quantity> unknown) =>
        !UnknownIn(tensor).Exists(which) ? tensor
        : tensor.Item is { } item ? FileTensor.Sequence(
            Renamed(item, which, axis => unknown($"item.{axis}")),
            tensor.Items?.Select((each, i) => Renamed(each, which, axis => unknown($"{i}.{axis}"))).ToArray())
        : new FileTensor(tensor.Type, [.. tensor.Sizes.Select((size, axis) => which(size) ? unknown($"{axis}") : size)]);

    /// <summary>The names in the unknown sizes and values of tensors.</summary>
    public static HashSet<string> NamesIn(FileTensor?[] tensors) => [.. UnknownIn(tensors).SelectMany(static size => size.UnknownNames)];

    /// <summary>The unknown sizes and values of tensors, and of all tensors of sequences.</summary>
    public static List<Quantity> UnknownIn(params ReadOnlySpan<FileTensor?> tensors)
    {
        List<Quantity> unknown = [];
        foreach (FileTensor? tensor in tensors)
        {
            foreach (Quantity size in tensor is null ? [] : tensor.Span)
            {
                if (!size.IsKnown)
                {
                    unknown.Add(size);
                }
            }

            foreach (Scalar value in tensor?.Values is { } values ? values.Elements : [])
            {
                if (!value.IsKnown)
                {
                    unknown.Add(value.Numerator);
                }
            }

            if (tensor?.Item is { } item)
            {
                unknown.AddRange(UnknownIn([item, .. tensor.Items ?? []]));
            }
        }

        return unknown;
    }
}
