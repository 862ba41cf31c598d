using DeepCalc.Shell.Tests.Support;

namespace DeepCalc.Shell.Tests.Sessions;

public class CommandTests
{
    [Theory]
    [InlineData("1 + 1", 0)]
    [InlineData("no-such-command; 1", 0)]
    [InlineData("1; no-such-command", 1)]
    [InlineData("throw 'x'", 1)]
    [InlineData("exit 4", 4)]
    [InlineData("\"never ends", 1)]
    [InlineData("1 +* 2", 1)]
    public void The_exit_code_tells_whether_the_last_command_succeeded(string command, int code)
    {
        ShellRun run = ShellProcess.Run("-Command", command);

        Assert.Equal(code, run.ExitCode);
        if (code == 1)
        {
            Assert.NotEqual("", run.Error);
        }
    }

    [Fact]
    public void Versions_and_help_are_printed()
    {
        Assert.Matches(@"^DeepCalc \d+\.\d+\.\d+ \(PowerShell engine 7\.\d+\.\d+\)", ShellProcess.Run("-Version").Output);
        Assert.Contains("-Command", ShellProcess.Run("-Help").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1, 2 | Sort-Object -Descending", "Sort-Object", "Microsoft.PowerShell.Utility")]
    [InlineData("1, 2 | select -First 1", "Select-Object", "Microsoft.PowerShell.Utility")]
    [InlineData("gci", "Get-ChildItem", "Microsoft.PowerShell.Management")]
    public void A_command_that_the_engine_lacks_is_explained(string command, string name, string module)
    {
        ShellRun run = ShellProcess.Run("-c", command);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"'{name}'", run.Error, StringComparison.Ordinal);
        Assert.Contains(module, run.Error, StringComparison.Ordinal);
        Assert.Contains("https://aka.ms/install-powershell", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_the_usual_error_of_a_command_not_found_which_does_not_end_a_script()
    {
        const string command = """
            try { Sort-Object } catch [System.Management.Automation.CommandNotFoundException] { $_.FullyQualifiedErrorId; "$($_.CategoryInfo)" }
            Sort-Object
            'goes on'
            """;

        ShellRun run = ShellProcess.Run("-c", command);

        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split(Environment.NewLine);
        Assert.Equal(["CommandNotFoundException", "ObjectNotFound: (Sort-Object:String) [], CommandNotFoundException", "goes on"], lines[..3]);
    }

    [Fact]
    public void Without_a_terminal_the_width_is_COLUMNS_or_wide()
    {
        const string command = "$Host.UI.RawUI.BufferSize.Width";

        Assert.Equal("120", ShellProcess.Run("-c", command).Output.Trim());
        Assert.Equal("77", ShellProcess.Run(["-c", command], input: "", columns: "77").Output.Trim());
    }

    [Fact]
    public void Warnings_and_the_like_have_their_labels()
    {
        const string command = """
            $Host.UI.WriteWarningLine('w'); $Host.UI.WriteVerboseLine('v'); $Host.UI.WriteDebugLine('d')
            """;

        string newLine = Environment.NewLine;
        Assert.Equal($"WARNING: w{newLine}VERBOSE: v{newLine}DEBUG: d{newLine}", ShellProcess.Run("-c", command).Output);
    }

    [Fact]
    public void Help_is_that_of_the_module()
    {
        ShellRun run = ShellProcess.Run("-c", "help New-ConvLayer");

        Assert.Contains("SYNTAX", run.Output, StringComparison.Ordinal);
        Assert.Contains("-Kernel", run.Output, StringComparison.Ordinal);
    }
}
