using System.Diagnostics;
using DeepCalc.Shell.Tests.Support;

namespace DeepCalc.Shell.Tests.Sessions;

public class InterruptTests
{
    [InterruptFact]
    public void It_ends_a_script_that_loops() => AssertInterrupted("'going'; while ($true) { }");

    [InterruptFact]
    public void It_ends_a_pipeline_that_streams() => AssertInterrupted("'going'; 1..1e9 | ForEach-Object { $_ } | Out-Null");

    [InterruptFact]
    public void A_second_one_ends_what_cannot_be_stopped() =>
        AssertInterrupted("'going'; [System.Threading.Thread]::Sleep([System.Threading.Timeout]::Infinite)", times: 2);

    private static void AssertInterrupted(string script, int times = 1)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("endless.ps1", script + "; 'not here'");
        Process shell = Process.Start(ShellProcess.Describe(ShellProcess.Dotnet, [ShellProcess.Assembly, path]))!;
        Assert.Equal("going", shell.StandardOutput.ReadLine());

        for (int i = 0; i < times; i++)
        {
            ShellProcess.Interrupt(shell);

            // Two that come at once are one to the system.
            Thread.Sleep(TimeSpan.FromMilliseconds(200));
        }

        ShellRun run = ShellProcess.Finish(shell, input: "");
        Assert.Equal(130, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Equal("", run.Error);
    }
}
