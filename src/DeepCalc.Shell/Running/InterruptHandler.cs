namespace DeepCalc.Shell.Running;

/// <summary>Makes Ctrl+C stop the running pipeline, and not the program.</summary>
internal sealed class InterruptHandler : IDisposable
{
    private readonly Session _session;
    private readonly bool _isInteractive;
    private bool _isStopping;

    public InterruptHandler(Session session, bool isInteractive)
    {
        _session = session;
        _isInteractive = isInteractive;
        Console.CancelKeyPress += OnInterrupt;
    }

    public void Dispose() => Console.CancelKeyPress -= OnInterrupt;

    private void OnInterrupt(object? sender, ConsoleCancelEventArgs e)
    {
        bool isStopped = _session.Stop();

        // A script that does not stop at the first is ended by the second, in the system's own way.
        e.Cancel = _isInteractive || (isStopped && !_isStopping);
        _isStopping = isStopped;
    }
}
