namespace DeepCalc.Help.Documentation;

/// <summary>Code in doc comments. Line breaks are kept, and so is indentation beyond that of all lines.</summary>
public static class CodeText
{
    /// <summary>Removes the indentation that all lines share, and empty lines at both ends.</summary>
    public static string Dedent(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        List<string> lines = [.. code.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
        int first = lines.FindIndex(line => line.Length > 0);
        if (first < 0)
        {
            return "";
        }

        int last = lines.FindLastIndex(line => line.Length > 0);
        lines = lines[first..(last + 1)];

        // If the code begins right after its tag, the first line has no indentation.
        bool beginsAtTag = first == 0 && !char.IsWhiteSpace(lines[0][0]);
        int indent = lines.Skip(beginsAtTag ? 1 : 0).Where(line => line.Length > 0).Select(Indentation).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line[Math.Min(indent, Indentation(line))..]));
    }

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;
}
