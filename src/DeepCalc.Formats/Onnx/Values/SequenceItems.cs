namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Makes and reads sequences of tensors.</summary>
internal static class SequenceItems
{
    /// <summary>The prefix in the names of sizes that may differ between the tensors of a sequence.</summary>
    public const string Mark = ".item.";

    /// <summary>A sequence of given tensors.</summary>
    /// <param name="items">The tensors.</param>
    /// <param name="type">Their type, for an empty sequence.</param>
    /// <param name="unknown">Makes the sizes in which they differ.</param>
    public static FileTensor Sequence(FileTensor[] items, ElementType type, Func<string, Quantity> unknown) => FileTensor.Sequence(
        items.Length == 0 ? FileTensor.Unranked(type) : items.Aggregate((a, b) => TensorUnion.Of(a, b, axis => unknown($"item.{axis}"))),
        items);

    /// <summary>Whether a size may differ between the tensors.</summary>
    public static bool Varies(Quantity size) => !size.IsKnown && size.UnknownNames.Any(name => name.Contains(Mark, StringComparison.Ordinal));

    /// <summary>One tensor of a sequence, at an unknown index.</summary>
    public static FileTensor Single(FileTensor item, Func<string, Quantity> unknown) =>
        !item.IsRanked || !item.Sizes.Any(Varies) ? item
        : new FileTensor(item.Type, [.. item.Sizes.Select((size, axis) => Varies(size) ? unknown($"{axis}") : size)]);

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
