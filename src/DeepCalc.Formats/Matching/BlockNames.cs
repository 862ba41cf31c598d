namespace DeepCalc.Formats.Matching;

/// <summary>
/// Finds the module or block of the architecture that a module of a checkpoint belongs to. A checkpoint can have another name for a list of
/// blocks, such as <c>bert.encoder.layer</c> for <c>encoder.layer</c> and <c>blk</c> for <c>model.layers</c>.
/// </summary>
internal sealed class BlockNames
{
    private readonly HashSet<string> _groups;

    // The beginnings of names in the checkpoint, each with that of the architecture.
    private readonly List<(string Stored, string Own)> _renamed = [];

    /// <summary>Compares the lists of blocks of both.</summary>
    /// <param name="groups">The names of the architecture.</param>
    /// <param name="modules">The names of the checkpoint.</param>
    public BlockNames(IEnumerable<string> groups, IEnumerable<string> modules)
    {
        _groups = new(groups, StringComparer.Ordinal);
        Dictionary<string, HashSet<string>> own = Lists(_groups);
        Dictionary<string, HashSet<string>> stored = Lists(modules);
        foreach (string name in own.Keys.Where(stored.ContainsKey).ToArray())
        {
            own.Remove(name);
            stored.Remove(name);
        }

        // The most alike first: the longest common end, then the most common numbers.
        foreach ((string from, string to, int _) in stored.SelectMany(_ => own, (a, b) => (Stored: a.Key, Own: b.Key, Score: (10_000 * CommonEnd(a.Key, b.Key)) + a.Value.Count(b.Value.Contains)))
            .Where(pair => pair.Score > 0).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Stored, StringComparer.Ordinal))
        {
            if (own.ContainsKey(to) && stored.Remove(from))
            {
                own.Remove(to);
                _renamed.Add((from + ".", to + "."));
                Prefixes(from, to);
            }
        }
    }

    /// <summary>The module or block of the architecture and the rest of the name; null where there is none.</summary>
    public (string Group, string Within)? Find(string module) =>
        Exact(module) ?? _renamed.Where(pair => module.StartsWith(pair.Stored, StringComparison.Ordinal))
            .Select(pair => Exact(pair.Own + module[pair.Stored.Length..])).FirstOrDefault(found => found is not null);

    private (string Group, string Within)? Exact(string module)
    {
        for (int end = module.Length; end > 0; end = module.LastIndexOf('.', end - 1))
        {
            if (_groups.TryGetValue(module[..end], out string? group))
            {
                return (group, module[Math.Min(end + 1, module.Length)..]);
            }
        }

        return null;
    }

    // What stands before the common end also stands before names without a number.
    private void Prefixes(string from, string to)
    {
        string[] stored = from.Split('.');
        string[] own = to.Split('.');
        int common = CommonEnd(from, to);
        string before = string.Concat(stored[..^common].Select(part => part + "."));
        string instead = string.Concat(own[..^common].Select(part => part + "."));
        if (common > 0 && !_renamed.Contains((before, instead)))
        {
            _renamed.Add((before, instead));
        }
    }

    // The lists of blocks, by their names before the first number, with their numbers.
    private static Dictionary<string, HashSet<string>> Lists(IEnumerable<string> names)
    {
        var lists = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (NumberIn(name) is { } number && number.Start > 0)
            {
                string list = name[..(number.Start - 1)];
                if (!lists.TryGetValue(list, out HashSet<string>? numbers))
                {
                    lists.Add(list, numbers = new(StringComparer.Ordinal));
                }

                numbers.Add(name[number.Start..number.End]);
            }
        }

        return lists;
    }

    /// <summary>The place of the first part of a name that is a number, or null.</summary>
    public static (int Start, int End)? NumberIn(string name)
    {
        for (int start = 0; start < name.Length;)
        {
            int end = name.IndexOf('.', start);
            end = end < 0 ? name.Length : end;
            if (end > start && !name.AsSpan(start, end - start).ContainsAnyExceptInRange('0', '9'))
            {
                return (start, end);
            }

            start = end + 1;
        }

        return null;
    }

    private static int CommonEnd(string a, string b)
    {
        string[] parts = a.Split('.');
        string[] others = b.Split('.');
        int common = 0;
        while (common < parts.Length && common < others.Length && parts[^(common + 1)] == others[^(common + 1)])
        {
            common++;
        }

        return common;
    }
}
