namespace DeepCalc.Shell.Options;

/// <summary>Reads the command line. Everything after a script's path belongs to the script.</summary>
internal static class OptionParser
{
    /// <exception cref="UsageException">The command line has an unknown option, or lacks a value.</exception>
    public static ShellOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return ShellOptions.Of(ShellAction.ReadCommands);
        }

        string first = arguments[0];
        string[] rest = [.. arguments.Skip(1)];
        switch (Normalise(first))
        {
            case "-help" or "-h" or "-?" or "/?":
                return ShellOptions.Of(ShellAction.ShowHelp);
            case "-version" or "-v":
                return ShellOptions.Of(ShellAction.ShowVersion);
            case "-command" or "-c":
                return Command(first, rest);
            case "-file" or "-f":
                return rest.Length > 0 ? Script(rest[0], rest[1..]) : throw new UsageException($"{first} needs the path of a script.");
            case "":
                throw new UsageException("An empty argument is not the path of a script.");
            case "-":
                return ShellOptions.Of(ShellAction.ReadCommands);
            case ['-', ..]:
                throw new UsageException($"There is no option {first}.");
            default:
                return Script(first, rest);
        }
    }

    // As in pwsh, the words after the command are part of it, and '-' stands for standard input.
    private static ShellOptions Command(string option, string[] rest) => rest switch
    {
        [] => throw new UsageException($"{option} needs a command."),
        ["-"] => ShellOptions.Of(ShellAction.ReadCommands),
        _ => new ShellOptions(ShellAction.RunCommand, string.Join(' ', rest), []),
    };

    private static ShellOptions Script(string path, string[] arguments) => new(ShellAction.RunScript, path, arguments);

    // PowerShell's options have one hyphen, dotnet's have two: people type both.
    private static string Normalise(string argument) =>
        (argument.StartsWith("--", StringComparison.Ordinal) ? argument[1..] : argument).ToLowerInvariant();
}
