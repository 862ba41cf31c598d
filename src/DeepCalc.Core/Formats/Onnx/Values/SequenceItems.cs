namespace DeepCalc;

/// <summary>The tensors of sequences.</summary>
internal static class SequenceItems
{
    /// <summary>What stands in the names of sizes in which the tensors of a sequence may differ.</summary>
    public const string Mark = ".item.";

    /// <summary>A sequence of these.</summary>
    /// <param name="items">The tensors.</param>
    /// <param name="type">Their type, where there is none to tell it.</param>
    /// <param name="unknown">The names of sizes in which they differ.</param>
    public static FileTensor Sequence(FileTensor[] items, ElementType type, Func<string, Quantity> unknown)
    {
        if (items.Length == 0)
        {
            return FileTensor.Sequence(FileTensor.Unranked(type), items);
        }

        FileTensor common = items[0];
        foreach (FileTensor item in items.AsSpan(1))
        {
            common = TensorUnion.Of(common, item, axis => unknown($"item.{axis}"));
        }

        return FileTensor.Sequence(common, items);
    }

    /// <summary>Whether a size may be another one in each tensor.</summary>
    public static bool Varies(Quantity size) => !size.IsKnown && size.UnknownNames.Any(name => name.Contains(Mark, StringComparison.Ordinal));

    /// <summary>One of the tensors, nobody knows which, on its own.</summary>
    public static FileTensor Single(FileTensor item, Func<string, Quantity> unknown) =>
        !item.IsRanked || !item.Any(Varies) ? item
        : new FileTensor(item.Type, [.. item.Sizes.Select((size, axis) => Varies(size) ? unknown($"{axis}") : size)]);
}
