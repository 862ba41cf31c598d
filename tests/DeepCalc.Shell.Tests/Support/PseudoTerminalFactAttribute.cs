namespace DeepCalc.Shell.Tests.Support;

/// <summary>A test of the shell on a terminal, which needs util-linux's script to make one.</summary>
public sealed class PseudoTerminalFactAttribute : InterruptFactAttribute
{
    public PseudoTerminalFactAttribute()
    {
        if (Skip is null && (!OperatingSystem.IsLinux() || !IsOnPath("script")))
        {
            Skip = "Needs a pseudo-terminal, which util-linux's script makes.";
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
