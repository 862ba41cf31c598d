namespace DeepCalc.Formats.Matching;

/// <summary>A list of tensors in a message. Names that differ only in numbers are one entry, and a long list is cut.</summary>
internal static class NameList
{
    private const int Most = 4;

    /// <summary>The list: <c>model.layers.*.mlp.w.weight (32), lm_head.bias and 2 more</c>.</summary>
    public static string Of(IReadOnlyList<(string Name, int Tensors)> tensors)
    {
        List<(string Name, int Tensors)> entries = Merged(tensors, Pattern);
        if (entries.Count > Most)
        {
            // The modules that have a number of their own, such as a whole block.
            entries = Merged(tensors, static name => BlockNames.NumberIn(name.Split('/')[0]) is { } number ? name[..number.End] : name);
        }

        string all = string.Join(", ", entries.Take(Most).Select(entry => entry.Tensors == 1 ? entry.Name : FormattableString.Invariant($"{entry.Name} ({entry.Tensors})")));
        return entries.Count > Most ? FormattableString.Invariant($"{all} and {entries.Skip(Most).Sum(entry => entry.Tensors)} more") : all;
    }

    /// <summary>A name with <c>*</c> for its numbers.</summary>
    public static string Pattern(string name) => BlockNames.NumberIn(name) is null && !name.Contains('/', StringComparison.Ordinal)
        ? name
        : string.Join('/', name.Split('/').Select(part => string.Join('.', part.Split('.').Select(word => word.Length > 0 && word.All(char.IsAsciiDigit) ? "*" : word))));

    // An entry of one name keeps it.
    private static List<(string Name, int Tensors)> Merged(IReadOnlyList<(string Name, int Tensors)> tensors, Func<string, string> key) =>
    [
        .. tensors.GroupBy(tensor => key(tensor.Name)).Select(group => (group.Count() == 1 && group.First().Tensors == 1 ? group.First().Name : group.Key, group.Sum(tensor => tensor.Tensors))),
    ];
}
