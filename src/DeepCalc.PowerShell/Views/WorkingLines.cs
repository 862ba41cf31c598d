using System.Management.Automation.Host;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepCalc.Commands;

/// <summary>
/// Breaks the texts of calculation steps into console lines: at = and between operators, never inside a number or a word. PowerShell itself
/// would break them anywhere.
/// </summary>
public static partial class WorkingLines
{
    // The indentation of the view, and the last column, which PowerShell leaves free.
    private const int Taken = 5;
    private const int UsualWidth = 80;
    private const int LeastWidth = 20;

    /// <summary>The number of columns that a host has for a line.</summary>
    public static int WidthOf(PSHost? host)
    {
        int width = 0;
        try
        {
            width = host?.UI?.RawUI?.BufferSize.Width ?? 0;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or NotSupportedException or InvalidOperationException or IOException)
        {
            // No console is attached.
        }

        return Math.Max((width > 0 ? width : UsualWidth) - Taken, LeastWidth);
    }

    /// <summary>A working, in one line if it fits, else with a line for each =; then the symbols that it explains.</summary>
    public static string Working(string? working, string? where, PSHost? host)
    {
        int width = WidthOf(host);
        string lines = Working(working ?? "", width);
        return string.IsNullOrEmpty(where) ? lines : lines + "\n" + Lines("where ", Entries().Split(where), "", width);
    }

    /// <summary>The quantity that a step computes, with its source.</summary>
    public static string Title(string? quantity, string? source, PSHost? host) =>
        Lines("", [.. $"{quantity}  [{source}]".Split(' ').Select((word, i) => i == 0 ? word : " " + word)], "  ", WidthOf(host) + 2);

    /// <summary>A working in lines of at most the given number of columns, unless a number or a name is wider.</summary>
    public static string Working(string working, int width)
    {
        ArgumentNullException.ThrowIfNull(working);
        if (Width(working) <= width)
        {
            return working;
        }

        string[] parts = working.Split(" = ");
        if (parts.Length == 1)
        {
            return working;
        }

        string indent = new(' ', Width(parts[0]) + 1);
        return string.Join('\n', parts.Skip(1).Select((part, i) =>
            Lines(i == 0 ? parts[0] + " = " : indent + "= ", Operands().Split(part), indent + "  ", width)));
    }

    // Puts as many pieces into a line as fit. Lines after the first begin with the indent.
    private static string Lines(string begin, string[] pieces, string indent, int width)
    {
        string next = indent.Length > 0 ? indent : new string(' ', begin.Length);
        var text = new StringBuilder(begin);
        int used = Width(begin);
        bool isFirst = true;
        foreach (string piece in pieces)
        {
            string more = piece;
            if (!isFirst && used + Width(piece.TrimEnd()) > width)
            {
                while (text.Length > 0 && text[^1] == ' ')
                {
                    text.Length--;
                }

                text.Append('\n').Append(next);
                used = next.Length;
                more = piece.TrimStart();
            }

            text.Append(more);
            used += Width(more);
            isFirst = false;
        }

        return text.ToString().TrimEnd();
    }

    // Characters of East Asian scripts take two columns; all others in formulas and names take one.
    private static int Width(string text) => text.Sum(c => c is >= '\u1100' and <= '\u115F' or >= '\u2E80' and <= '\uA4CF' or >= '\uAC00' and <= '\uD7A3'
        or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFF60' or >= '\uFFE0' and <= '\uFFE6' ? 2 : 1);

    [GeneratedRegex(@"(?<=·)|(?= [+−] )|(?<=, )")]
    private static partial Regex Operands();

    [GeneratedRegex(@"(?<=\), )")]
    private static partial Regex Entries();
}
