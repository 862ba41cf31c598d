using System.Text;
using DeepCalc.Shell.Hosting;

namespace DeepCalc.Shell.Input;

/// <summary>
/// Draws a line under edit after its prompt. It only moves relative to where it is, so it never has to ask the terminal
/// for the cursor's place, which a terminal may not answer.
/// </summary>
internal sealed class LineView(Terminal terminal, StandardOutput output, string prompt)
{
    private readonly int _startColumn = CellWidth.Of(prompt[(prompt.LastIndexOf('\n') + 1)..]);
    private string _drawn = "";
    private bool _isAtEnd = true;
    private int _cursorRow;

    public void Start() => output.Write(prompt);

    public void Draw(string text, int cursor)
    {
        int width = terminal.Width;
        int start = _startColumn % width;
        int end = start + CellWidth.Of(text);
        int target = start + CellWidth.Of(text[..cursor]);
        bool isAppended = _isAtEnd && cursor == text.Length && text.StartsWith(_drawn, StringComparison.Ordinal)
            && end / width == _cursorRow;
        string added = isAppended ? text[_drawn.Length..] : "";
        _drawn = text;
        _isAtEnd = cursor == text.Length;
        if (isAppended)
        {
            // Typing on, the usual case, needs no more than the new characters.
            output.Write(added);
            return;
        }

        var drawing = new StringBuilder();
        GoTo(drawing, -_cursorRow, start);
        drawing.Append("\e[J").Append(text);

        // A full row leaves the cursor on it until one more character comes.
        if (end > 0 && end % width == 0)
        {
            drawing.Append(" \r");
        }

        _cursorRow = target / width;
        GoTo(drawing, _cursorRow - (end / width), target % width);
        output.Write(drawing.ToString());
    }

    public void Clear()
    {
        _cursorRow = 0;
        _drawn = "";
        _isAtEnd = true;
        output.Write("\e[H\e[2J" + prompt);
    }

    /// <summary>Leaves the line as it is and goes to the next.</summary>
    public void Finish(string text)
    {
        Draw(text, text.Length);
        output.Write(Environment.NewLine);
    }

    // Rows are only ever gone up: the drawing ends on the last one.
    private static void GoTo(StringBuilder drawing, int rows, int column)
    {
        if (rows < 0)
        {
            drawing.Append($"\e[{-rows}A");
        }

        drawing.Append('\r');
        if (column > 0)
        {
            drawing.Append($"\e[{column}C");
        }
    }
}
