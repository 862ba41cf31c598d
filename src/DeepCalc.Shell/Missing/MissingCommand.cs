namespace DeepCalc.Shell.Missing;

/// <summary>A command that a full PowerShell has and its engine alone lacks.</summary>
/// <param name="Name">The command's full name.</param>
/// <param name="Module">The module of PowerShell that it belongs to.</param>
internal sealed record MissingCommand(string Name, string Module)
{
    public string Explanation =>
        $"The embedded engine has no command '{Name}': it belongs to PowerShell's module {Module}. "
        + "To get PowerShell, see https://aka.ms/install-powershell, or run: dotnet tool install --global PowerShell";
}
