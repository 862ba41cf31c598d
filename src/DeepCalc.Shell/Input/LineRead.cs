namespace DeepCalc.Shell.Input;

/// <summary>A line of input, or why there is none.</summary>
/// <param name="End">How the reading ended.</param>
/// <param name="Text">The line; empty unless it was entered.</param>
internal readonly record struct LineRead(LineEnd End, string Text)
{
    public static LineRead Interrupted { get; } = new(LineEnd.Interrupted, "");

    public static LineRead EndOfInput { get; } = new(LineEnd.EndOfInput, "");

    public static LineRead Of(string text) => new(LineEnd.Entered, text);
}
