namespace DeepCalc.Shell.Input;

/// <summary>What a line is for.</summary>
internal enum LineKind
{
    /// <summary>A command: it goes into the history, and Tab completes it.</summary>
    Command,

    /// <summary>The answer to a question.</summary>
    Answer,

    /// <summary>An answer that must not be shown.</summary>
    Secret,
}
