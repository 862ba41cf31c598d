using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace DeepCalc.Shell.Tests.Support;

/// <summary>The built shell, started as a user starts it.</summary>
internal static class ShellProcess
{
    // Far more than a run takes; only a hang reaches it.
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string Assembly { get; } = typeof(ShellProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Shell").Value!;

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static ShellRun Run(params string[] arguments) => Run(arguments, input: "");

    public static ShellRun RunInput(string input) => Run([], input);

    public static ShellRun Run(string[] arguments, string input, string? folder = null, string? assembly = null, string? columns = null)
    {
        ProcessStartInfo start = Describe(Dotnet, [assembly ?? Assembly, .. arguments]);
        start.WorkingDirectory = folder ?? "";
        start.Environment["COLUMNS"] = columns;
        return Finish(Process.Start(start)!, input);
    }

    /// <summary>Runs a command line of sh, in which $SHELL_UNDER_TEST starts the shell.</summary>
    public static ShellRun RunSh(string commandLine)
    {
        ProcessStartInfo start = Describe("sh", ["-c", commandLine]);
        start.Environment["SHELL_UNDER_TEST"] = $"{Dotnet} {Assembly}";
        return Finish(Process.Start(start)!, input: "");
    }

    public static ProcessStartInfo Describe(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("COLUMNS");
        return start;
    }

    public static void Interrupt(Process process)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -INT {process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Gives a process its input, and waits for its end.</summary>
    public static ShellRun Finish(Process process, string input)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("The shell did not end.");
            }

            return new ShellRun(process.ExitCode, output.Result, error.Result);
        }
    }
}
