namespace DeepCalc.Shell.Options;

/// <summary>What the command line asks for.</summary>
internal enum ShellAction
{
    /// <summary>Commands from the terminal, or from redirected standard input.</summary>
    ReadCommands,
    RunScript,
    RunCommand,
    ShowHelp,
    ShowVersion,
}
