using System.Management.Automation.Runspaces;
using DeepCalc.Shell.Hosting;

namespace DeepCalc.Shell.Running;

/// <summary>Runs one script, or one command, and says with what code to leave.</summary>
internal sealed class Runner(Session session, ShellHost host)
{
    public int RunScript(string path, IReadOnlyList<string> arguments)
    {
        // In the global scope, as pwsh runs it.
        string fullPath = Path.GetFullPath(path);
        var command = new Command(fullPath, isScript: false, useLocalScope: false);
        ScriptArguments.AddTo(command.Parameters, arguments);
        return CodeOf(session.Run(command, fullPath), () => session.LastExitCode);
    }

    public int RunCommand(string text)
    {
        RunOutcome outcome = session.Run(text);
        return outcome == RunOutcome.Completed && !session.LastSucceeded
            ? host.ExitCode ?? ExitCodes.Failure
            : CodeOf(outcome, static () => ExitCodes.Failure);
    }

    private int CodeOf(RunOutcome outcome, Func<int> codeOfFailure) => outcome switch
    {
        _ when host.ExitCode is { } code => code,
        RunOutcome.Completed => ExitCodes.Success,
        RunOutcome.CompletedWithFailure => codeOfFailure(),
        RunOutcome.Stopped => ExitCodes.Interrupted,
        _ => ExitCodes.Failure,
    };
}
