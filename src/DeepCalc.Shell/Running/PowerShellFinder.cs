namespace DeepCalc.Shell.Running;

/// <summary>Looks for a full PowerShell on this machine.</summary>
internal static class PowerShellFinder
{
    /// <summary>The path of pwsh, or null.</summary>
    public static string? Find() => Find(Environment.GetEnvironmentVariable("PATH"));

    /// <summary>The path of pwsh in one of a list of folders, or null.</summary>
    public static string? Find(string? searchPath)
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (searchPath ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder.Trim('"'), name))
            .FirstOrDefault(CanRun);
    }

    private static bool CanRun(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != 0);
    }
}
