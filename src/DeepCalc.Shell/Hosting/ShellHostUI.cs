using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using DeepCalc.Shell.Input;

namespace DeepCalc.Shell.Hosting;

/// <summary>Writes the engine's streams to the console in PowerShell's usual manner, and asks its questions.</summary>
internal sealed class ShellHostUI : PSHostUserInterface
{
    private readonly Terminal _terminal;
    private readonly StandardOutput _output;
    private readonly ILineSource _lines;
    private readonly ProgressLine _progress;
    private readonly ShellRawUI _rawUI;
    private readonly FieldPrompter _fields;
    private readonly ChoicePrompter _choices;
    private readonly Lock _gate = new();
    private bool _writesToError;

    public ShellHostUI(Terminal terminal, StandardOutput output, ILineSource lines)
    {
        _terminal = terminal;
        _output = output;
        _lines = lines;
        _progress = new ProgressLine(terminal, output);
        _rawUI = new ShellRawUI(terminal);
        _fields = new FieldPrompter(this);
        _choices = new ChoicePrompter(this);
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => _rawUI;

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => _terminal.UnderstandsSequences;

    /// <summary>Whether the output's last line is unfinished, so that a prompt would not start at the left.</summary>
    public bool IsInsideLine { get; private set; }

    /// <summary>Sends what is written during an action to standard error: the engine's way to mark an error as one is its own.</summary>
    public void WriteToError(Action write)
    {
        _writesToError = true;
        try
        {
            write();
        }
        finally
        {
            _writesToError = false;
        }
    }

    /// <summary>Takes the progress line away; a pipeline that was stopped does not do so itself.</summary>
    public void ClearProgress()
    {
        lock (_gate)
        {
            _progress.Clear();
        }
    }

    /// <inheritdoc/>
    public override void Write(string value)
    {
        lock (_gate)
        {
            _progress.Clear();
            if (_writesToError)
            {
                WriteError(value);
            }
            else if (!string.IsNullOrEmpty(value))
            {
                _output.Write(GetOutputString(value, SupportsVirtualTerminal));
                IsInsideLine = !value.EndsWith('\n');
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(PSStyle.MapColorPairToEscapeSequence(foregroundColor, backgroundColor) + value + PSStyle.Instance.Reset);

    /// <inheritdoc/>
    public override void WriteLine() => Write(Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        // The line's end is outside the colours, which would otherwise fill the next line.
        Write(foregroundColor, backgroundColor, value);
        WriteLine();
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        lock (_gate)
        {
            _progress.Clear();
            WriteError(value + Environment.NewLine);
        }
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteMessage(PSStyle.Instance.Formatting.Warning, "WARNING", message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteMessage(PSStyle.Instance.Formatting.Verbose, "VERBOSE", message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteMessage(PSStyle.Instance.Formatting.Debug, "DEBUG", message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress.Show(record);
        }
    }

    /// <inheritdoc/>
    public override string ReadLine() => Ask("");

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => AskSecret("");

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteIntroduction(caption, message);
        return _fields.Ask(descriptions);
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteIntroduction(caption, message);
        return _choices.Ask(choices, defaultChoice);
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        WriteIntroduction(caption, message);
        string user = string.IsNullOrEmpty(userName) ? Ask("User: ") : userName;
        return new PSCredential(user, AskSecret($"Password for user {user}: "));
    }

    /// <summary>Asks for a line.</summary>
    public string Ask(string prompt) => Entered(_lines.Read(prompt, LineKind.Answer));

    /// <summary>Asks for a line that is not shown.</summary>
    public SecureString AskSecret(string prompt)
    {
        var secret = new SecureString();
        foreach (char character in Entered(_lines.Read(prompt, LineKind.Secret)))
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }

    private static string Entered(LineRead read) => read.End switch
    {
        LineEnd.Entered => read.Text,
        LineEnd.Interrupted => throw new PipelineStoppedException(),
        _ => throw new HostException("There is no answer: the input has ended."),
    };

    private void WriteError(string text)
    {
        // The view of an error ends with an empty line, which PowerShell leaves out too.
        if (text != Environment.NewLine)
        {
            StandardError.Write(_terminal.ErrorHasColours ? text : new StringDecorated(text).ToString(OutputRendering.PlainText));
        }
    }

    private void WriteMessage(string colour, string label, string message) =>
        WriteLine($"{colour}{label}: {message}{PSStyle.Instance.Reset}");

    private void WriteIntroduction(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            WriteLine();
            WriteLine(caption);
        }

        if (!string.IsNullOrEmpty(message))
        {
            WriteLine(message);
        }
    }
}
