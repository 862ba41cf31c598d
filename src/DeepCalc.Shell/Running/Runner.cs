using DeepCalc.Shell.Hosting;

namespace DeepCalc.Shell.Running;

/// <summary>Runs one script, or one command, and says with what code to leave.</summary>
internal sealed class Runner(Session session, ShellHost host)
{
    public int RunScript(string path, IReadOnlyList<string> arguments)
    {
        // In the global scope, as pwsh runs it. The engine keeps a script's exit to itself, but the script then counts as
        // failed, as it does when it cannot be read or called.
        string call = $". {ScriptArguments.Quote(Path.GetFullPath(path))} {ScriptArguments.ToText(arguments)}";
        RunOutcome outcome = session.Run($"{call}; if (-not $?) {{ exit $LASTEXITCODE ? $LASTEXITCODE : {ExitCodes.Failure} }}");
        return CodeOf(outcome, hasSucceeded: true);
    }

    public int RunCommand(string text)
    {
        RunOutcome outcome = session.Run(text);
        return CodeOf(outcome, session.LastSucceeded);
    }

    private int CodeOf(RunOutcome outcome, bool hasSucceeded) => outcome switch
    {
        RunOutcome.Stopped => ExitCodes.Interrupted,
        RunOutcome.Failed => ExitCodes.Failure,
        _ => host.ExitCode ?? (hasSucceeded ? ExitCodes.Success : ExitCodes.Failure),
    };
}
