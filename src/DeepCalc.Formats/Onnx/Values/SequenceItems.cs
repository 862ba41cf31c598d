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

    /// <summary>The sizes and values of a tensor, or of all tensors of a sequence.</summary>
    public static IEnumerable<Quantity> NumbersIn(FileTensor tensor) => tensor.Sizes
        .Concat(tensor.Values?.Elements.ToArray().Select(value => value.Numerator) ?? [])
        .Concat(tensor.Item is { } item ? NumbersIn(item) : [])
        .Concat(tensor.Items?.SelectMany(NumbersIn) ?? []);
}
