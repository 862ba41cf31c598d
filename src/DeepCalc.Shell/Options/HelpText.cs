namespace DeepCalc.Shell.Options;

/// <summary>What <c>-Help</c> prints.</summary>
internal static class HelpText
{
    public const string Text = """
        DeepCalc on the embedded PowerShell engine, for a machine without PowerShell.

        Usage:
          DeepCalc.Shell                           an interactive session, or commands from redirected standard input
          DeepCalc.Shell [-File] <path> [args]     runs a script
          DeepCalc.Shell -Command <text>           runs a command (short: -c)
          DeepCalc.Shell -Version                  prints the versions
          DeepCalc.Shell -Help                     prints this text

        From a clone of the repository, write 'dotnet run --project src/DeepCalc.Shell --' in place of 'DeepCalc.Shell'.

        Exit code:
          n      a script or command that ended with 'exit n'
          0      success
          1      an uncaught error, or a last command that failed (with -Command and standard input)
          64     a wrong command line, or no such script
          130    ended by Ctrl+C

        The engine alone lacks the cmdlets of PowerShell's modules Microsoft.PowerShell.Utility and
        Microsoft.PowerShell.Management (Sort-Object, Export-Csv, Get-ChildItem, ...). PowerShell has them:
        https://aka.ms/install-powershell, or: dotnet tool install --global PowerShell
        """;
}
