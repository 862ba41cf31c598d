using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace DeepCalc.Shell.Running;

/// <summary>
/// Writes the words after a script's path as PowerShell would have them typed, by pwsh's rules for -File: only the names of
/// parameters, $true and $false are more than text.
/// </summary>
internal static partial class ScriptArguments
{
    public static string ToText(IEnumerable<string> words)
    {
        var text = new List<string>();
        bool isValue = false;
        foreach (string word in words)
        {
            Match parameter = isValue ? Match.Empty : Parameter.Match(word);
            string value = parameter.Groups["value"].Value;
            text.Add(parameter.Success ? parameter.Groups["name"].Value + (value.Length > 0 ? Value(value) : "") : Quote(word));

            // -Name: has its value in the next word, whatever that looks like.
            isValue = parameter.Success && value.Length == 0 && word.EndsWith(':');
        }

        return string.Join(' ', text);
    }

    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"^(?<name>-[\p{L}_][\p{L}\p{Nd}_]*:?)(?<value>(?<=:).+)?$", RegexOptions.Singleline)]
    private static partial Regex Parameter { get; }

    private static string Value(string text) => text.ToLowerInvariant() is "$true" or "$false" ? text : Quote(text);
}
