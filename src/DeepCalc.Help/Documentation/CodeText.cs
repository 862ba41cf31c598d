namespace DeepCalc.Help.Documentation;

/// <summary>Code in doc comments: line breaks count, and so does indentation beyond that of all lines.</summary>
public static class CodeText
{
    /// <summary>The code without the indentation that all its lines share and without empty lines around it.</summary>
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

        // Code that begins right after its tag has no indentation to compare with on its first line.
        bool beginsAtTag = first == 0 && !char.IsWhiteSpace(lines[0][0]);
        int indent = lines.Skip(beginsAtTag ? 1 : 0).Where(line => line.Length > 0).Select(Indentation).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line[Math.Min(indent, Indentation(line))..]));
    }

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;
}
