using System.Management.Automation;

namespace DeepCalc.Shell.Missing;

/// <summary>
/// Stands for a command that is missing. It fails as it is made, before any parameter is bound: so the error is the
/// engine's own for a command not found, at the place of the call, in every respect but its text.
/// </summary>
[Cmdlet("Missing", "Command")]
public sealed class MissingCommandCmdlet : PSCmdlet
{
    // A lookup is followed by the making of the command on the same thread, and the engine hands nothing over.
    [ThreadStatic]
    private static MissingCommand? _next;

    /// <summary>Fails.</summary>
    /// <exception cref="CommandNotFoundException">Always.</exception>
    public MissingCommandCmdlet()
    {
        if (Next is { } missing)
        {
            throw new CommandNotFoundException(missing.Explanation) { CommandName = missing.Name };
        }
    }

    internal static MissingCommand? Next
    {
        get => _next;
        set => _next = value;
    }
}
