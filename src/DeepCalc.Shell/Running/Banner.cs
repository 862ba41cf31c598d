namespace DeepCalc.Shell.Running;

/// <summary>What an interactive session says first.</summary>
internal static class Banner
{
    public static IEnumerable<string> Lines(string manifest, string? powerShell)
    {
        yield return $"{ProductVersion.Line}. Get-Command -Module DeepCalc lists the commands; exit leaves.";
        yield return "The engine alone lacks PowerShell's Utility and Management cmdlets (Sort-Object, Export-Csv, Set-Location, ...).";
        if (powerShell is not null)
        {
            yield return "PowerShell, which has them all, is on this machine. To use DeepCalc there:";
            yield return $"    pwsh -NoExit -Command \"Import-Module {Quote(manifest)}\"";
        }
    }

    // Inside the double quotes of the system's shell, a path with a space needs PowerShell's own.
    private static string Quote(string path) => path.All(static c => char.IsLetterOrDigit(c) || "/\\:._-".Contains(c))
        ? path
        : $"'{path.Replace("'", "''")}'";
}
