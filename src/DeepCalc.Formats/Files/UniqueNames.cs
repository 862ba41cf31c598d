namespace DeepCalc.Formats.Files;

/// <summary>Makes the names of a file unique: a name that is taken gets a number after it.</summary>
/// <param name="comparer">Decides which names are the same.</param>
/// <param name="first">The first number.</param>
internal sealed class UniqueNames(StringComparer comparer, int first = 1)
{
    // The last number of each name is kept, so that many equal names are numbered fast.
    private readonly PartedDictionary<string, int> _taken = new(comparer);

    /// <summary>The name, with a number after it if it is taken.</summary>
    public string Of(string name)
    {
        if (_taken.TryAdd(name, first - 1))
        {
            return name;
        }

        for (int i = _taken[name] + 1; ; i++)
        {
            string unique = $"{name}_{i}";
            if (_taken.TryAdd(unique, first - 1))
            {
                _taken[name] = i;
                return unique;
            }
        }
    }
}
