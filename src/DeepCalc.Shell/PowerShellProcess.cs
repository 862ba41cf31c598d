using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DeepCalc.Shell;

/// <summary>The pwsh that the build restored.</summary>
public static class PowerShellProcess
{
    /// <summary>The script that loads DeepCalc and then runs another, or leaves a prompt.</summary>
    public static string StartScript { get; } = Built("Start");

    /// <summary>How to start pwsh with these arguments, on the .NET that runs this program and on its console.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet, ["exec", Built("PowerShell"), .. arguments]);

        // The build chose the version: there is nothing to update.
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return start;
    }

    private static string Built(string name) => typeof(PowerShellProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
