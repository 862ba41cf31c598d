using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using DeepCalc.Shell;

namespace DeepCalc.Pester.Tests;

/// <summary>One run of all Pester files, in a process of pwsh.</summary>
internal static class PesterRun
{
    private static readonly Lazy<IReadOnlyList<PesterOutcome>> Run = new(RunAll);

    /// <summary>The folder of the Pester files.</summary>
    public static string Folder { get; } = Built("Files");

    /// <summary>The outcomes of all tests and files. Runs Pester at the first use.</summary>
    public static IReadOnlyList<PesterOutcome> Outcomes => Run.Value;

    private static PesterOutcome[] RunAll()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "RunPester.ps1");
        string resultFile = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = PowerShellProcess.With(["-NoProfile", "-NonInteractive", "-File", script, Built("Pester"), Folder, resultFile]);
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            start.RedirectStandardError = true;
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<PesterOutcome[]>(File.ReadAllText(resultFile))!
                : throw new InvalidOperationException($"Pester ended with exit code {process.ExitCode}.\n{output.Result}\n{error}");
        }
        finally
        {
            File.Delete(resultFile);
        }
    }

    private static string Built(string name) => typeof(PesterRun).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
