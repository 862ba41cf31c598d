namespace DeepCalc.Shell.Running;

/// <summary>How a pipeline ended.</summary>
internal enum RunOutcome
{
    Completed,

    /// <summary>An error that nothing caught; it has been shown.</summary>
    Failed,

    /// <summary>Ctrl+C, or the reader of the output went away.</summary>
    Stopped,
}
