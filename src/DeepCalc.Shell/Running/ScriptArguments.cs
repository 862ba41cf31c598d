using System.Management.Automation.Runspaces;

namespace DeepCalc.Shell.Running;

/// <summary>Turns the words after a script's path into its parameters and arguments, by pwsh's rules for -File.</summary>
internal static class ScriptArguments
{
    public static void AddTo(CommandParameterCollection parameters, IEnumerable<string> words)
    {
        string? pending = null;
        foreach (string word in words)
        {
            if (pending is not null)
            {
                parameters.Add(pending, word);
                pending = null;
                continue;
            }

            int colon = word.IndexOf(':');
            if (word is not ['-', _, ..] || char.IsAsciiDigit(word[1]))
            {
                parameters.Add(null, word);
            }
            else if (colon < 0)
            {
                // With its hyphen, the engine takes it as typed: a switch, or a parameter whose value is the next word.
                parameters.Add(new CommandParameter(word));
            }
            else if (colon == word.Length - 1)
            {
                pending = word[..colon];
            }
            else
            {
                parameters.Add(word[..colon], Value(word[(colon + 1)..]));
            }
        }

        if (pending is not null)
        {
            parameters.Add(new CommandParameter(pending));
        }
    }

    // A switch can be given a value, and text is none that it takes.
    private static object Value(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };
}
