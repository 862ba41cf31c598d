namespace DeepCalc.Shell.Running;

/// <summary>What an interactive session says first.</summary>
internal static class Banner
{
    public static IEnumerable<string> Lines(string manifest, string? powerShell)
    {
        yield return $"{ProductVersion.Line}. Get-Command -Module DeepCalc; exit";
        yield return "Missing: PowerShell's Utility cmdlets and more (Sort-Object, Export-Csv, ...).";
        if (powerShell is not null)
        {
            yield return "PowerShell, which has them, is on this machine. DeepCalc runs there with:";
            yield return $"    pwsh -NoExit -Command \"Import-Module {Quote(manifest)}\"";
        }
    }

    // Inside the double quotes of the system's shell, a path with a space needs PowerShell's own.
    private static string Quote(string path) => path.All(static c => char.IsLetterOrDigit(c) || "/\\:._-".Contains(c))
        ? path
        : $"'{path.Replace("'", "''")}'";
}
