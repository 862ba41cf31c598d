namespace DeepCalc.Networks;

/// <summary>Finds the names nearest to a mistyped name.</summary>
internal static class NameDistance
{
    private const int MostNames = 3;
    private const int MostCompared = 512;
    private const int LongestName = 256;

    /// <summary>The nearest names, the best first; none where no name is near.</summary>
    /// <remarks>Separators and case are ignored: one framework has a dot where another has a slash.</remarks>
    public static string[] Nearest(string name, IReadOnlyList<string> names)
    {
        string wanted = Plain(name);
        if (wanted.Length is 0 or > LongestName)
        {
            return [];
        }

        // Common beginnings are cheap to compare; only the best of these names are compared as a whole.
        (string Name, int Distance)[] near =
        [
            .. names.Where(candidate => candidate.Length <= LongestName)
                .Select(candidate => (Name: candidate, Plain: Plain(candidate)))
                .OrderByDescending(candidate => candidate.Plain.AsSpan().CommonPrefixLength(wanted))
                .Take(MostCompared)
                .Select(candidate => (candidate.Name, Distance: Distance(wanted, candidate.Plain)))
                .OrderBy(candidate => candidate.Distance),
        ];

        // At most half of the letters may differ, and a name farther than the best by a quarter is left out.
        return near.Length == 0 || near[0].Distance > wanted.Length / 2
            ? []
            : [.. near.TakeWhile(candidate => candidate.Distance <= near[0].Distance * 5 / 4).Take(MostNames).Select(candidate => candidate.Name)];
    }

    private static string Plain(string name) => string.Create(name.Length, name, (plain, from) =>
    {
        for (int i = 0; i < plain.Length; i++)
        {
            plain[i] = from[i] is '/' or '_' or ':' or '-' or ' ' ? '.' : char.ToLowerInvariant(from[i]);
        }
    });

    // The Levenshtein distance: the letters to insert, delete or change.
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            before[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }

            (before, row) = (row, before);
        }

        return before[b.Length];
    }
}
