using DeepCalc.Shell.Options;

namespace DeepCalc.Shell.Tests.Units;

public class OptionParserTests
{
    [Fact]
    public void Nothing_means_reading_commands() => Assert.Equal(ShellAction.ReadCommands, OptionParser.Parse([]).Action);

    [Theory]
    [InlineData("-Help", nameof(ShellAction.ShowHelp))]
    [InlineData("--help", nameof(ShellAction.ShowHelp))]
    [InlineData("-h", nameof(ShellAction.ShowHelp))]
    [InlineData("-?", nameof(ShellAction.ShowHelp))]
    [InlineData("-VERSION", nameof(ShellAction.ShowVersion))]
    [InlineData("--version", nameof(ShellAction.ShowVersion))]
    [InlineData("-", nameof(ShellAction.ReadCommands))]
    public void A_single_option_is_an_action(string option, string action) =>
        Assert.Equal(action, OptionParser.Parse([option]).Action.ToString());

    [Fact]
    public void The_first_word_is_a_script_and_the_others_are_its_own()
    {
        ShellOptions options = OptionParser.Parse(["a.ps1", "-c", "-Help", "x"]);

        Assert.Equal(ShellAction.RunScript, options.Action);
        Assert.Equal("a.ps1", options.Text);
        Assert.Equal(["-c", "-Help", "x"], options.Arguments);
    }

    [Fact]
    public void File_takes_a_script_whatever_its_name()
    {
        ShellOptions options = OptionParser.Parse(["-File", "-odd.ps1", "x"]);

        Assert.Equal(ShellAction.RunScript, options.Action);
        Assert.Equal("-odd.ps1", options.Text);
        Assert.Equal(["x"], options.Arguments);
    }

    [Theory]
    [InlineData("-Command")]
    [InlineData("-c")]
    [InlineData("--command")]
    public void A_command_is_all_that_follows(string option)
    {
        ShellOptions options = OptionParser.Parse([option, "1", "+", "2"]);

        Assert.Equal(ShellAction.RunCommand, options.Action);
        Assert.Equal("1 + 2", options.Text);
    }

    [Fact]
    public void A_hyphen_for_the_command_is_standard_input() =>
        Assert.Equal(ShellAction.ReadCommands, OptionParser.Parse(["-c", "-"]).Action);

    [Theory]
    [InlineData("-Bogus")]
    [InlineData("--bogus")]
    [InlineData("-c")]
    [InlineData("-File")]
    [InlineData("")]
    public void Anything_else_is_a_usage_error(string option)
    {
        var error = Assert.Throws<UsageException>(() => OptionParser.Parse([option]));
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }
}
