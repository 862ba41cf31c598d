using System.Diagnostics;

namespace DeepCalc.Commands;

/// <summary>Shows the progress of an import of several files, after a short delay and then a few times a second.</summary>
internal sealed class ImportProgress(Cmdlet cmdlet)
{
    private const int Interval = 200;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _shown;
    private int _count;

    /// <summary>The number of files begun so far.</summary>
    public int Count => _count;

    /// <summary>Notes that the import of a file begins.</summary>
    /// <param name="path">The file.</param>
    /// <param name="total">The number of files, or 0 if unknown, as in a pipeline.</param>
    public void Begin(string path, int total)
    {
        _count++;
        if (_count < 2 || _watch.ElapsedMilliseconds - _shown < Interval)
        {
            return;
        }

        _shown = _watch.ElapsedMilliseconds;
        cmdlet.WriteProgress(new ProgressRecord(0, "Importing networks", total > 0 ? $"{_count} of {total} files" : $"{_count} files")
        {
            CurrentOperation = path,
            PercentComplete = total > 0 ? (int)(100L * (_count - 1) / total) : -1,
        });
    }

    /// <summary>Notes that all files are done.</summary>
    public void End()
    {
        if (_shown > 0)
        {
            cmdlet.WriteProgress(new ProgressRecord(0, "Importing networks", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
