namespace DeepCalc.Shell.Input;

/// <summary>Where lines come from: a terminal, or redirected input.</summary>
internal interface ILineSource
{
    /// <summary>Reads one line.</summary>
    /// <param name="prompt">What to show before the line, where somebody can see it.</param>
    /// <param name="kind">What the line is for.</param>
    public LineRead Read(string prompt, LineKind kind);
}
