using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DeepCalc.Shell.Missing;

/// <summary>Lets the engine's error about a command that it lacks say where the command is to be had.</summary>
internal static class MissingCommandHook
{
    public static void Install(Runspace runspace) => runspace.SessionStateProxy.InvokeCommand.CommandNotFoundAction = OnNotFound;

    private static void OnNotFound(object? sender, CommandLookupEventArgs e)
    {
        // The engine swallows what is thrown here; it does not swallow what the command throws that it finds instead.
        if (MissingCommands.Find(e.CommandName) is { } missing)
        {
            MissingCommandCmdlet.Next = missing;
            e.Command = new CmdletInfo(missing.Name, typeof(MissingCommandCmdlet));
        }
    }
}
