using DeepCalc.Shell.Tests.Support;

namespace DeepCalc.Shell.Tests.Sessions;

public class StandardInputTests
{
    [Fact]
    public void Commands_are_read_without_a_banner_or_prompts()
    {
        ShellRun run = ShellProcess.RunInput("1 + 1\n\n2 + 2\n");

        Assert.Equal(["2", "4"], Lines(run));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void A_command_may_take_many_lines_even_empty_ones()
    {
        ShellRun run = ShellProcess.RunInput("function f {\n  'one'\n\n  'two'\n}\nf\n'⌊' + @'\nthree\n'@\n");

        Assert.Equal(["one", "two", "⌊three"], Lines(run));
    }

    [Fact]
    public void After_an_error_it_goes_on()
    {
        ShellRun run = ShellProcess.RunInput("throw 'first'\n1 +* 2\nno-such-command\n'alive'\n");

        Assert.Equal(["alive"], Lines(run));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("first", run.Error, StringComparison.Ordinal);
        Assert.Contains("no-such-command", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\nno-such-command\n", 1)]
    [InlineData("no-such-command\n1\n", 0)]
    [InlineData("exit 4\n'not here'\n", 4)]
    [InlineData("if ($true) {\n", 1)]
    [InlineData("", 0)]
    public void The_exit_code_is_that_of_exit_or_of_the_last_command(string input, int code) =>
        Assert.Equal(code, ShellProcess.RunInput(input).ExitCode);

    [Fact]
    public void Questions_are_answered_by_the_next_lines()
    {
        ShellRun run = ShellProcess.RunInput("New-ConvLayer -Padding Same\n8\n3\n");

        Assert.Contains("8 filters", run.Output, StringComparison.Ordinal);
    }

    private static string[] Lines(ShellRun run) => run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
