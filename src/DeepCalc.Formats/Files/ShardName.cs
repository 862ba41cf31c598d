using System.Text.RegularExpressions;

namespace DeepCalc.Formats.Files;

/// <summary>The file name of one file in a set: <c>model-00001-of-00003.safetensors</c>.</summary>
/// <param name="Stem">The text before the numbers.</param>
/// <param name="Number">The number of the file, from 1.</param>
/// <param name="Count">The number of files.</param>
/// <param name="Extension">The text after the numbers.</param>
internal sealed partial record ShardName(string Stem, int Number, int Count, string Extension)
{
    /// <summary>The parts of a file name, or null if it has no such numbers.</summary>
    public static ShardName? Parse(string file)
    {
        Match match = Pattern().Match(file);
        if (!match.Success)
        {
            return null;
        }

        int number = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        int count = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        return number >= 1 && number <= count ? new ShardName(match.Groups[1].Value, number, count, match.Groups[4].Value) : null;
    }

    /// <summary>The name of another file of the set.</summary>
    public string Of(int number) => FormattableString.Invariant($"{Stem}-{number:D5}-of-{Count:D5}{Extension}");

    [GeneratedRegex(@"^(.+)-([0-9]{5})-of-([0-9]{5})(\.[A-Za-z0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
