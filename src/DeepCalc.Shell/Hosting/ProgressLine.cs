using System.Management.Automation;

namespace DeepCalc.Shell.Hosting;

/// <summary>The last progress record, on one line that is wiped before anything else is written.</summary>
internal sealed class ProgressLine(Terminal terminal, StandardOutput output)
{
    private const string Wipe = "\r\e[K";
    private bool _isShown;

    public void Show(ProgressRecord record)
    {
        // Progress is for eyes, not for files.
        if (!terminal.OutputIsTerminal || !terminal.UnderstandsSequences)
        {
            return;
        }

        Clear();
        if (record.RecordType == ProgressRecordType.Processing)
        {
            output.Write(Cut(Describe(record)));
            _isShown = true;
        }
    }

    public void Clear()
    {
        if (_isShown)
        {
            _isShown = false;
            output.Write(Wipe);
        }
    }

    private static string Describe(ProgressRecord record)
    {
        string percent = record.PercentComplete >= 0 ? $" [{record.PercentComplete}%]" : "";
        string operation = string.IsNullOrEmpty(record.CurrentOperation) ? "" : $" {record.CurrentOperation}";
        return $"{record.Activity}: {record.StatusDescription}{percent}{operation}".ReplaceLineEndings(" ");
    }

    // A line that wraps could not be wiped.
    private string Cut(string text) => text.Length < terminal.Width ? text : text[..(terminal.Width - 1)];
}
