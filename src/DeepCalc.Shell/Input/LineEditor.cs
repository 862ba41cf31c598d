using System.Management.Automation;
using DeepCalc.Shell.Hosting;

namespace DeepCalc.Shell.Input;

/// <summary>Lines edited on the terminal, with the usual keys, the session's earlier lines and the engine's completions.</summary>
internal sealed class LineEditor(Terminal terminal, StandardOutput output) : ILineSource
{
    private readonly LineHistory _history = new();

    /// <summary>The engine's completions; none while it is busy.</summary>
    public Func<string, int, CommandCompletion?> Complete { get; set; } = static (_, _) => null;

    /// <inheritdoc/>
    public LineRead Read(string prompt, LineKind kind)
    {
        // At a prompt Ctrl+C is a key that drops the line; elsewhere it is a signal that stops what runs.
        Console.TreatControlCAsInput = true;
        try
        {
            return Edit(new LineView(terminal, output, prompt), kind);
        }
        catch (InvalidOperationException)
        {
            // The terminal is gone.
            return LineRead.EndOfInput;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private LineRead Edit(LineView view, LineKind kind)
    {
        var buffer = new EditBuffer();
        var completions = new CompletionCycle(Complete);
        view.Start();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            bool isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            if (key.Key == ConsoleKey.Enter)
            {
                view.Finish(Visible(buffer.Text, kind));
                if (kind == LineKind.Command)
                {
                    _history.Add(buffer.Text);
                }

                return LineRead.Of(buffer.Text);
            }

            if (isControl && key.Key == ConsoleKey.C)
            {
                view.Finish(Visible(buffer.Text, kind) + "^C");
                return LineRead.Interrupted;
            }

            if (isControl && key.Key == ConsoleKey.D && buffer.Length == 0)
            {
                view.Finish("");
                return LineRead.EndOfInput;
            }

            if (key.Key == ConsoleKey.Tab)
            {
                if (kind == LineKind.Command)
                {
                    completions.Step(buffer, forward: !key.Modifiers.HasFlag(ConsoleModifiers.Shift));
                }
            }
            else
            {
                completions.Reset();
                if (isControl && key.Key == ConsoleKey.L)
                {
                    view.Clear();
                }
                else
                {
                    Apply(key, isControl, buffer, kind);
                }
            }

            view.Draw(Visible(buffer.Text, kind), buffer.Cursor);
        }
    }

    private void Apply(ConsoleKeyInfo key, bool isControl, EditBuffer buffer, LineKind kind)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                buffer.MoveTo(isControl ? buffer.PreviousWord() : buffer.Cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                buffer.MoveTo(isControl ? buffer.NextWord() : buffer.Cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when isControl:
                buffer.MoveTo(0);
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when isControl:
                buffer.MoveTo(buffer.Length);
                break;
            case ConsoleKey.Backspace:
                buffer.DeleteTo(isControl ? buffer.PreviousWord() : buffer.Cursor - 1);
                break;
            case ConsoleKey.W when isControl:
                buffer.DeleteTo(buffer.PreviousWord());
                break;
            case ConsoleKey.Delete:
            case ConsoleKey.D when isControl:
                buffer.DeleteTo(buffer.Cursor + 1);
                break;
            case ConsoleKey.U when isControl:
                buffer.DeleteTo(0);
                break;
            case ConsoleKey.K when isControl:
                buffer.DeleteTo(buffer.Length);
                break;
            case ConsoleKey.Escape:
                buffer.Replace("");
                break;
            case ConsoleKey.UpArrow when kind == LineKind.Command:
                buffer.Replace(_history.Previous(buffer.Text));
                break;
            case ConsoleKey.DownArrow when kind == LineKind.Command:
                buffer.Replace(_history.Next(buffer.Text));
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    buffer.Insert(key.KeyChar);
                }

                break;
        }
    }

    private static string Visible(string text, LineKind kind) => kind == LineKind.Secret ? new string('*', text.Length) : text;
}
