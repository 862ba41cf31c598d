namespace DeepCalc.Shell.Running;

/// <summary>What the engine reads from the environment, put right before it starts.</summary>
internal static class EngineEnvironment
{
    private const string TelemetryOptOut = "POWERSHELL_TELEMETRY_OPTOUT";
    private const string ModulePath = "PSModulePath";

    public static void Prepare()
    {
        // A calculator has nothing to report, so the engine sends nothing unless the user says so.
        if (Environment.GetEnvironmentVariable(TelemetryOptOut) is null)
        {
            Environment.SetEnvironmentVariable(TelemetryOptOut, "1");
        }

        // Started from a full PowerShell, the engine would find that one's own modules, whose assemblies it cannot load.
        if (Environment.GetEnvironmentVariable(ModulePath) is { Length: > 0 } paths)
        {
            IEnumerable<string> usable = paths.Split(Path.PathSeparator).Where(path => !HasPowerShellsOwnModules(path));
            Environment.SetEnvironmentVariable(ModulePath, string.Join(Path.PathSeparator, usable));
        }
    }

    private static bool HasPowerShellsOwnModules(string path) =>
        path.Length > 0 && Directory.Exists(Path.Combine(path, "Microsoft.PowerShell.Utility"));
}
