using DeepCalc.Shell.Tests.Support;

namespace DeepCalc.Shell.Tests.Sessions;

public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_pipeline_is_shown_through_the_views_of_the_module()
    {
        ShellRun run = Run("New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Get-OutputShape");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Matches(@"Layer\s+Kind\s+Elements\s+OutputShape", run.Output);
        Assert.Matches(@"Conv2D\s+25,000\s+50x50x10", run.Output);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public void The_output_is_UTF_8_without_a_mark()
    {
        ShellRun run = Run("New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 | Show-Calculation");

        Assert.Contains("⌊", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFEFF', run.Output);
    }

    [Theory]
    [InlineData("'one'; exit 3", 3)]
    [InlineData("function leave { exit 7 }\nleave\n'not here'", 7)]
    [InlineData("exit 0", 0)]
    [InlineData("throw 'x'", 1)]
    [InlineData("$ErrorActionPreference = 'Stop'\nno-such-command", 1)]
    [InlineData("'never ends", 1)]
    [InlineData("no-such-command; 'success'", 0)]
    [InlineData("'success'; no-such-command", 0)]
    public void The_exit_code_is_that_of_exit_or_of_an_uncaught_error(string script, int code) => Assert.Equal(code, Run(script).ExitCode);

    [UnixFact]
    public void The_exit_code_of_a_program_is_not_that_of_the_script() => Assert.Equal(0, Run("/bin/sh -c 'exit 5'").ExitCode);

    [Fact]
    public void Errors_go_to_standard_error_in_the_usual_form_and_the_script_goes_on()
    {
        ShellRun run = Run("'before'\nno-such-command\n'after'");

        Assert.Equal(Lines("before", "after"), run.Output);
        Assert.Contains("no-such-command: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("script.ps1:2", run.Error, StringComparison.Ordinal);
        Assert.Contains("   2 |  no-such-command", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_thrown_is_shown_with_its_place()
    {
        ShellRun run = Run("'before'\nthrow 'the message'\n'after'");

        Assert.Equal(Lines("before"), run.Output);
        Assert.Contains("script.ps1:2", run.Error, StringComparison.Ordinal);
        Assert.Contains("the message", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_bind_as_they_would_if_typed()
    {
        const string script = """
            param([string] $Name, [int] $Count, [switch] $Loud, [switch] $Quiet, [Parameter(ValueFromRemainingArguments)] $Rest)
            "$Name $Count $Loud $Quiet [$($Rest -join '|')] $($MyInvocation.MyCommand.Path -eq $PSCommandPath)"
            """;

        ShellRun run = Run(script, "it's", "-Count", "3", "-Loud", "-Quiet:$false", "a b", "-5");

        Assert.Equal(Lines("it's 3 True False [a b|-5] True"), run.Output);
    }

    [Fact]
    public void An_argument_that_does_not_bind_fails_the_script()
    {
        ShellRun run = Run("param([int] $Count) 'not here'", "many");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("many", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_is_found_from_the_current_folder_whatever_its_name()
    {
        _folder.Write("it's [1].ps1", "$PSScriptRoot");

        ShellRun run = ShellProcess.Run(["./it's [1].ps1"], input: "", _folder.Path);

        Assert.Contains(Path.GetFileName(_folder.Path), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-file.ps1")]
    [InlineData("-Bogus")]
    [InlineData("notes.txt")]
    public void A_wrong_command_line_is_told_from_a_failure(string argument)
    {
        _folder.Write("notes.txt", "");

        ShellRun run = ShellProcess.Run([argument], input: "", _folder.Path);

        Assert.Equal(64, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(argument, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mandatory_parameter_without_anybody_to_ask_is_an_error()
    {
        ShellRun run = Run("New-ConvLayer");

        Assert.Contains("Filters", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shell_works_from_any_folder_and_fails_clearly_without_its_module()
    {
        string copy = Path.Combine(_folder.Path, "a copy");
        CopyFolder(Path.GetDirectoryName(ShellProcess.Assembly)!, copy);
        string assembly = Path.Combine(copy, Path.GetFileName(ShellProcess.Assembly));

        ShellRun moved = ShellProcess.Run(["-c", "(Get-Command New-ConvLayer).Module.ModuleBase"], input: "", assembly: assembly);
        Assert.Equal(Lines(copy), moved.Output);

        Directory.Delete(Path.Combine(copy, "module"), recursive: true);
        ShellRun broken = ShellProcess.Run(["-c", "1"], input: "", assembly: assembly);
        Assert.Equal(1, broken.ExitCode);
        Assert.Equal("", broken.Output);
        Assert.Contains("DeepCalc.psd1", broken.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Lines(params string[] lines) => string.Concat(lines.Select(static line => line + Environment.NewLine));

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private ShellRun Run(string script, params string[] arguments) => ShellProcess.Run([_folder.Write("script.ps1", script), .. arguments]);
}
