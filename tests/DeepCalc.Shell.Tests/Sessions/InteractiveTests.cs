using DeepCalc.Shell.Tests.Support;
using static DeepCalc.Shell.Tests.Support.ShellTerminal;

namespace DeepCalc.Shell.Tests.Sessions;

public class InteractiveTests
{
    [PseudoTerminalFact]
    public void A_session_shows_its_banner_runs_commands_and_leaves_with_a_code()
    {
        using var terminal = new ShellTerminal();
        Assert.Contains("DeepCalc", terminal.Banner, StringComparison.Ordinal);
        Assert.Contains("Get-Command -Module DeepCalc", terminal.Banner, StringComparison.Ordinal);

        terminal.Enters("New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Get-OutputShape", "50x50x10");
        terminal.Expect(Prompt);
        terminal.Type("exit 3" + Enter);
        Assert.Equal(3, terminal.WaitForExit());
    }

    [PseudoTerminalFact]
    public void The_end_of_the_input_leaves()
    {
        using var terminal = new ShellTerminal();
        terminal.Type(ControlD);
        Assert.Equal(0, terminal.WaitForExit());
    }

    [PseudoTerminalFact]
    public void An_incomplete_command_asks_for_more_until_an_empty_line()
    {
        using var terminal = new ShellTerminal();
        terminal.Enters("if ($true) {", ">> ");
        terminal.Enters("'al' + 'ive' }", "alive");
        terminal.Expect(Prompt);

        terminal.Enters("if ($true) {", ">> ");
        terminal.Enters("", "Missing closing '}'");
        terminal.Expect(Prompt);
    }

    [PseudoTerminalFact]
    public void Errors_are_shown_and_remembered()
    {
        using var terminal = new ShellTerminal();
        terminal.Enters("no-such-command", "is not recognized");
        terminal.Expect(Prompt);
        terminal.Enters("\"$?!\"", "False!");
        terminal.Expect(Prompt);
        terminal.Enters("/bin/sh -c 'exit 5'; \"code $LASTEXITCODE!\"", "code 5!");
    }

    [PseudoTerminalFact]
    public void Control_C_stops_what_runs_again_and_again_and_the_session_goes_on()
    {
        using var terminal = new ShellTerminal();
        foreach (string endless in new[] { "while ($true) { }", "1..1e9 | ForEach-Object { $_ } | Out-Null" })
        {
            terminal.Enters($"'go' + 'ing'; {endless}", "going");
            terminal.Type(ControlC + ControlC);
            terminal.Expect(Prompt);
        }

        terminal.Enters("'al' + 'ive'", "alive");
    }

    [PseudoTerminalFact]
    public void Control_C_at_the_prompt_drops_the_line()
    {
        using var terminal = new ShellTerminal();
        terminal.Type("exit 9" + ControlC);
        terminal.Expect("^C");
        terminal.Expect(Prompt);
        terminal.Enters("if ($true) {", ">> ");
        terminal.Type(ControlC);
        terminal.Expect(Prompt);
        terminal.Enters("'al' + 'ive'", "alive");
    }

    [PseudoTerminalFact]
    public void The_prompt_is_the_users()
    {
        using var terminal = new ShellTerminal();
        terminal.Enters("function prompt { 'mi' + 'ne: ' }", "mine: ");
        terminal.Enters("function prompt { throw 'x' }", "PS> ");
    }

    [PseudoTerminalFact]
    public void Mandatory_parameters_are_asked_for()
    {
        using var terminal = new ShellTerminal();
        terminal.Enters("New-ConvLayer -Padding Same", "Filters: ");
        terminal.Enters("8", "Kernel: ");
        terminal.Enters("3", "8 filters");
        terminal.Expect(Prompt);
        terminal.Enters("New-ConvLayer", "Filters: ");
        terminal.Type(ControlC);
        terminal.Expect(Prompt);
    }

    [PseudoTerminalFact]
    public void A_secret_is_not_shown()
    {
        using var terminal = new ShellTerminal();
        terminal.Type("'as' + 'king'; $Host.UI.ReadLineAsSecureString().Length" + Enter);
        terminal.Expect("asking");
        terminal.Type("seven77" + Enter);
        Assert.DoesNotContain("seven77", terminal.Expect(Prompt), StringComparison.Ordinal);
    }

    [PseudoTerminalFact]
    public void Lines_can_be_edited_recalled_and_completed()
    {
        using var terminal = new ShellTerminal();
        terminal.Enters("'ab' + 'd'" + Left + Left + "c", "abcd");
        terminal.Expect(Prompt);
        terminal.Enters(Up + " + 'e'", "abcde");
        terminal.Expect(Prompt);
        terminal.Type("New-ConvL" + Tab);
        terminal.Expect("New-ConvLayer");
    }

    [PseudoTerminalFact]
    public void A_full_PowerShell_is_pointed_to_if_there_is_one()
    {
        using var folder = new TemporaryFolder();
        string program = folder.Write("pwsh", "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string manifest = Path.Combine(Path.GetDirectoryName(ShellProcess.Assembly)!, "DeepCalc.psd1");
        using var with = new ShellTerminal(searchPath: $"{folder.Path}:/usr/bin:/bin");
        Assert.Contains($"pwsh -NoExit -Command \"Import-Module {manifest}\"", with.Banner, StringComparison.Ordinal);

        File.Delete(program);
        using var without = new ShellTerminal(searchPath: folder.Path);
        Assert.DoesNotContain("pwsh", without.Banner, StringComparison.Ordinal);
    }
}
