namespace DeepCalc.Shell.Tests;

/// <summary>The launcher passes arguments and input to PowerShell, and PowerShell's output and exit code back.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc shell ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_script_has_DeepCalc_and_the_utility_cmdlets()
    {
        ShellRun run = await Run("""
            1, 8 | ForEach-Object { New-InputLayer 8,8,3 -Network "width $_" | New-ConvLayer $_ 3 } |
                Measure-Network | Sort-Object Macs -Descending | ConvertTo-Csv | Select-Object -Skip 1
            (Get-Help New-ConvLayer).Synopsis
            """);

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.StartsWith("\"width 8\"", lines[0]);
        Assert.StartsWith("\"width 1\"", lines[1]);
        Assert.Equal("Adds a convolution over one, two or three spatial axes.", lines[2]);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_were_given()
    {
        ShellRun run = await Run(
            "param([string] $Text, [int] $Number, [switch] $Flag, [Parameter(ValueFromRemainingArguments)] $Rest) \"$Text|$Number|$Flag|$($Rest -join '|')\"",
            "", "with space", "-Number", "3", "-Flag", "it's \"quoted\"", "$HOME;*", "");

        Assert.Equal("with space|3|True|it's \"quoted\"|$HOME;*|\n", run.Output);
    }

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("throw 'something'", 1)]
    [InlineData("New-ConvLayer 8 99 -InputObject (New-InputLayer 8,8,3) -ErrorAction Stop", 1)]
    public async Task The_exit_code_is_the_scripts(string script, int code) => Assert.Equal(code, (await Run(script)).ExitCode);

    [Fact]
    public async Task An_error_goes_to_standard_error()
    {
        ShellRun run = await Run("New-InputLayer 8,8,3 | New-ConvLayer 8 99; 'goes on'");

        Assert.Contains("99", run.Error, StringComparison.Ordinal);
        Assert.Equal("goes on\n", run.Output);
    }

    [Fact]
    public async Task A_script_runs_where_the_caller_is_and_reads_standard_input()
    {
        ShellRun run = await Run("Split-Path $PWD.Path -Leaf; [Console]::In.ReadToEnd()", "some text");

        Assert.Equal($"{Path.GetFileName(_folder)}\nsome text\n", run.Output);
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_an_error_that_names_it()
    {
        ShellRun run = await ShellRun.Of(_folder, "", "missing.ps1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("missing.ps1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_arguments_there_is_a_prompt_that_completes_and_has_PSReadLine()
    {
        ShellRun run = await ShellRun.Of(_folder, """
            New-InputLayer 8,8,3 | New-ConvLayer 4 3 | Measure-Parameter | ForEach-Object Parameters
            (TabExpansion2 'New-DepthwiseC').CompletionMatches.CompletionText
            (Get-Module PSReadLine -ListAvailable).Name
            exit 7

            """);

        string[] lines = run.Output.Split('\n');
        Assert.Matches(@"^DeepCalc \d+\.\d+\.\d+ on PowerShell 7\.", lines[0]);
        Assert.Contains("112", lines);
        Assert.Contains("New-DepthwiseConvLayer", lines);
        Assert.Contains("PSReadLine", lines);
        Assert.Equal(7, run.ExitCode);
    }

    private Task<ShellRun> Run(string script, string input = "", params string[] arguments)
    {
        string path = Path.Combine(_folder, "a script.ps1");
        File.WriteAllText(path, script);
        return ShellRun.Of(_folder, input, ["a script.ps1", .. arguments]);
    }
}
