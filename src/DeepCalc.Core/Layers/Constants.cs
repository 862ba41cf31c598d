namespace DeepCalc;

/// <summary>
/// The fixed numbers of a function by their names, such as the slope of leaky ReLU; equal if all names and numbers are. A name that is
/// missing stands for the default of the network's framework; docs/conventions.md has the table.
/// </summary>
public sealed class Constants : IEquatable<Constants>
{
    // More numbers of one name are counted in a text, not listed.
    private const int MostListed = 4;

    private readonly (string Name, double[] Numbers)[] _named;

    private Constants((string Name, double[] Numbers)[] named) => _named = named;

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _named.Select(constant => constant.Name);

    /// <summary>The numbers with a name, usually one; none for a name that is missing.</summary>
    public IReadOnlyList<double> this[string name] => Array.Find(_named, constant => constant.Name == name).Numbers ?? [];

    /// <summary>The constants that have a number; null if none has.</summary>
    public static Constants? Of(params ReadOnlySpan<(string Name, double? Number)> constants)
    {
        Constants? all = null;
        foreach ((string name, double? number) in constants)
        {
            all = number is { } given ? With(all, name, given) : all;
        }

        return all;
    }

    /// <summary>The constants with another one, of one number or of several.</summary>
    public static Constants With(Constants? constants, string name, params double[] numbers) => new([.. constants?._named ?? [], (name, numbers)]);

    public bool Equals(Constants? other) => other is not null && _named.Length == other._named.Length
        && Array.TrueForAll(_named, constant => other.Names.Contains(constant.Name) && constant.Numbers.SequenceEqual(other[constant.Name]));

    public override bool Equals(object? obj) => Equals(obj as Constants);

    public override int GetHashCode() => _named.Sum(constant => constant.Name.Length) + _named.Length;

    /// <summary>Names and numbers: <c>slope 0.1, cap 6</c>.</summary>
    public override string ToString() => string.Join(", ", _named.Select(constant => constant.Numbers.Length > MostListed
        ? string.Create(CultureInfo.InvariantCulture, $"{constant.Numbers.Length} {constant.Name}s")
        : $"{constant.Name} {string.Join(',', constant.Numbers.Select(SettingText.Number))}"));
}
