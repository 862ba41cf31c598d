using System.Management.Automation.Language;
using System.Text;
using DeepCalc.Shell.Hosting;
using DeepCalc.Shell.Input;

namespace DeepCalc.Shell.Running;

/// <summary>Reads commands and runs them, until <c>exit</c> or the end of the input. Errors are shown, and it goes on.</summary>
internal sealed class ReadLoop(Session session, ShellHost host, ShellHostUI ui, Terminal terminal, ILineSource lines, bool isInteractive)
{
    private bool _nestedPromptLeft;

    public int Run()
    {
        if (isInteractive)
        {
            host.NestedPromptEntered += RunNested;
            host.NestedPromptLeft += () => _nestedPromptLeft = true;
        }

        RunOutcome last = RunOutcome.Completed;
        while (host.ExitCode is null && ReadCommand() is { } text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            last = session.Run(text);
            if (last == RunOutcome.Stopped && !isInteractive)
            {
                return ExitCodes.Interrupted;
            }
        }

        bool isSuccess = isInteractive || (last == RunOutcome.Completed && session.LastSucceeded);
        return host.ExitCode ?? (isSuccess ? ExitCodes.Success : ExitCodes.Failure);
    }

    private void RunNested()
    {
        _nestedPromptLeft = false;
        while (host.ExitCode is null && !_nestedPromptLeft && ReadCommand() is { } text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                session.Run(text);
            }
        }

        _nestedPromptLeft = false;
    }

    // A command may take many lines. Null at the end of the input.
    private string? ReadCommand()
    {
        var command = new StringBuilder();
        string prompt = isInteractive ? FirstPrompt() : "";
        while (true)
        {
            LineRead read = lines.Read(prompt, LineKind.Command);
            if (read.End == LineEnd.Interrupted)
            {
                return "";
            }

            if (read.End == LineEnd.EndOfInput)
            {
                return command.Length > 0 ? command.ToString() : null;
            }

            // A person ends the attempt with an empty line, and sees what is wrong with it; in a file it is just a line.
            if (isInteractive && command.Length > 0 && string.IsNullOrWhiteSpace(read.Text))
            {
                return command.ToString();
            }

            command.Append(command.Length > 0 ? "\n" : "").Append(read.Text);
            if (!IsIncomplete(command.ToString()))
            {
                return command.ToString();
            }

            prompt = ">> ";
        }
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(static error => error.IncompleteInput);
    }

    private string FirstPrompt()
    {
        string prompt = session.Prompt();
        if (ui.IsInsideLine)
        {
            ui.WriteLine();
        }
        else if (host.RanApplication && terminal.UnderstandsSequences)
        {
            // Almost a row of spaces: they reach the next row only if the program left the cursor inside one.
            ui.Write(new string(' ', terminal.Width - 1) + "\r\e[K");
        }

        host.RanApplication = false;
        return prompt;
    }
}
