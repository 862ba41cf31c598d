namespace DeepCalc.Shell.Options;

/// <summary>The command line, understood.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Text">The script's path, or the command's text; empty for the other actions.</param>
/// <param name="Arguments">The arguments that go to the script.</param>
internal sealed record ShellOptions(ShellAction Action, string Text, IReadOnlyList<string> Arguments)
{
    public static ShellOptions Of(ShellAction action) => new(action, "", []);
}
