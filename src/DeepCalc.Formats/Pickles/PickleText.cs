using System.Text;

namespace DeepCalc.Formats.Pickles;

/// <summary>Writes values of a pickle as Python would, shortened, for messages and tables.</summary>
internal static class PickleText
{
    private const int MostArguments = 3;
    private const int MostName = 200;

    /// <summary>A call: <c>posix.system('ls')</c>.</summary>
    public static string Call(string name, object? arguments)
    {
        List<object?> items = (arguments as PickleSequence)?.Items ?? [];
        return $"{name}({string.Join(", ", items.Take(MostArguments).Select(Value))}{(items.Count > MostArguments ? ", …" : "")})";
    }

    /// <summary>A name as it can be shown: control characters are escaped, since a file can have any.</summary>
    public static string Name(string text) => Escaped(text, MostName);

    private static string Value(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        string text => $"'{Escaped(Quoted.Cut(text), int.MaxValue)}'",
        PickleLongText text => $"'{Escaped(Quoted.Cut(text.Beginning), int.MaxValue)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        PickleGlobal global => Name(global.ToString()),
        PickleSequence { Items.Count: 0 } => "()",
        _ => "…",
    };

    private static string Escaped(string text, int most)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text.AsSpan(0, Math.Min(text.Length, most)))
        {
            // Formatting characters can reorder or hide what a terminal shows.
            bool isShown = !char.IsControl(letter) && char.GetUnicodeCategory(letter) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
            _ = isShown ? escaped.Append(letter) : escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        }

        return escaped.Append(text.Length > most ? "…" : "").ToString();
    }
}
