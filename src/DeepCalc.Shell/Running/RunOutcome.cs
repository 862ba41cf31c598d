namespace DeepCalc.Shell.Running;

/// <summary>How a pipeline ended.</summary>
internal enum RunOutcome
{
    Completed,

    /// <summary>It completed, and ended with a failure of its own: <c>exit n</c> of a script.</summary>
    CompletedWithFailure,

    /// <summary>An error that nothing caught; it has been shown.</summary>
    Failed,

    /// <summary>Ctrl+C, or the reader of the output went away.</summary>
    Stopped,
}
