using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DeepCalc.Shell.Tests;

/// <summary>The launcher, run with redirected streams in a folder of its own.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the launcher until it ends.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="input">Everything on standard input.</param>
    /// <param name="arguments">The script and its arguments; none is a prompt.</param>
    public static async Task<ShellRun> Of(string folder, string input, params string[] arguments)
    {
        string launcher = typeof(PowerShellProcess).Assembly.Location;
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet, [launcher, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ShellRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), error);
    }
}
