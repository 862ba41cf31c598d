namespace DeepCalc.Shell.Input;

/// <summary>Where lines come from: a terminal, or redirected input.</summary>
internal interface ILineSource
{
    /// <param name="prompt">What to show before the line, where somebody can see it.</param>
    /// <param name="isSecret">Whether the line must not be shown.</param>
    LineRead Read(string prompt, bool isSecret = false);
}
