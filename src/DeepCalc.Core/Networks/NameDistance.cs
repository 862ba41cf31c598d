namespace DeepCalc;

/// <summary>Finds the names that a mistyped one was meant for.</summary>
internal static class NameDistance
{
    private const int MostNames = 3;
    private const int MostCompared = 512;
    private const int LongestName = 256;

    /// <summary>The names that are nearest, the best first; none where no name is near.</summary>
    /// <remarks>Separators and upper case do not count: in files of one framework stands a dot where another has a slash.</remarks>
    public static string[] Nearest(string name, IReadOnlyList<string> names)
    {
        string wanted = Plain(name);
        if (wanted.Length is 0 or > LongestName)
        {
            return [];
        }

        // All names are cheap to compare as far as they begin alike, and only the best of these are compared as a whole.
        (string Name, int Distance)[] near =
        [
            .. names.Where(candidate => candidate.Length <= LongestName)
                .Select(candidate => (Name: candidate, Plain: Plain(candidate)))
                .OrderByDescending(candidate => candidate.Plain.AsSpan().CommonPrefixLength(wanted))
                .Take(MostCompared)
                .Select(candidate => (candidate.Name, Distance: Distance(wanted, candidate.Plain)))
                .OrderBy(candidate => candidate.Distance),
        ];

        // Half of the letters may be others, and no name that is farther than the best by a quarter is of help.
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

    // Levenshtein's: the letters to put in, take out or change.
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
