namespace DeepCalc.Shell.Input;

/// <summary>How the reading of a line ended.</summary>
internal enum LineEnd
{
    Entered,

    /// <summary>Ctrl+C.</summary>
    Interrupted,

    /// <summary>Ctrl+D, or the end of the redirected input.</summary>
    EndOfInput,
}
