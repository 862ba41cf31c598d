using DeepCalc.Shell.Hosting;

namespace DeepCalc.Shell.Input;

/// <summary>Lines as they come, from redirected input or from a terminal that understands no escape sequences.</summary>
/// <param name="reader">Where the lines are read.</param>
/// <param name="promptOutput">Where prompts go; null shows none.</param>
internal sealed class PlainLines(TextReader reader, StandardOutput? promptOutput) : ILineSource
{
    /// <inheritdoc/>
    public LineRead Read(string prompt, LineKind kind)
    {
        promptOutput?.Write(prompt);
        return reader.ReadLine() is { } line ? LineRead.Of(line) : LineRead.EndOfInput;
    }
}
