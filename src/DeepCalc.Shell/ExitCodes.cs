namespace DeepCalc.Shell;

/// <summary>The exit codes of the shell; a script's own <c>exit n</c> comes before them.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>An uncaught error, or a module that could not be imported.</summary>
    public const int Failure = 1;

    /// <summary>A wrong command line, as in sysexits.h and pwsh.</summary>
    public const int Usage = 64;

    /// <summary>Ended by Ctrl+C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of the output went away: 128 + SIGPIPE.</summary>
    public const int OutputClosed = 141;
}
