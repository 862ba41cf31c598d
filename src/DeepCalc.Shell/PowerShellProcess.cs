using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DeepCalc.Shell;

/// <summary>Starts the pwsh that the build restored.</summary>
public static class PowerShellProcess
{
    /// <summary>The script that loads DeepCalc, then runs another script or shows a prompt.</summary>
    public static string StartScript { get; } = Built("Start");

    /// <summary>The start information of pwsh with these arguments. It runs on the .NET of this program and in its console.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet, ["exec", Built("PowerShell"), .. arguments]);

        // The build fixes the version, so an update notice would be useless.
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return start;
    }

    private static string Built(string name) => typeof(PowerShellProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
