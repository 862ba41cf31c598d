using DeepCalc.Shell.Tests.Support;

namespace DeepCalc.Shell.Tests.Sessions;

public class ClosedOutputTests
{
    [UnixFact]
    public void An_endless_script_ends_quietly_when_nobody_reads_on()
    {
        ShellRun run = ShellProcess.RunSh("{ $SHELL_UNDER_TEST -c 'try { while ($true) { 1 } } catch { 2 }'; echo \"code $?\" >&2; } | head -1");

        Assert.Equal("1\n", run.Output);
        Assert.Equal("code 141\n", run.Error);
    }

    [UnixFact]
    public void So_do_commands_from_standard_input()
    {
        ShellRun run = ShellProcess.RunSh("yes '1..1000' 2>/dev/null | { $SHELL_UNDER_TEST; echo \"code $?\" >&2; } | head -1");

        Assert.Equal("1\n", run.Output);
        Assert.Equal("code 141\n", run.Error);
    }

    [UnixFact]
    public void Closed_from_the_start_is_a_failure_and_no_crash()
    {
        ShellRun run = ShellProcess.RunSh("$SHELL_UNDER_TEST -c 1 >&-; echo \"code $?\"; $SHELL_UNDER_TEST -c no-such-command 2>&-; echo \"code $?\"");

        Assert.Equal("code 1\ncode 1\n", run.Output);
        Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);
    }

    [UnixFact]
    public void Output_and_errors_share_a_file_in_order()
    {
        ShellRun run = ShellProcess.RunSh("f=$(mktemp); $SHELL_UNDER_TEST -c \"'one'; throw 'two'\" >$f 2>&1; cat $f; rm $f");

        Assert.Matches("^one\n.*two\n", run.Output);
    }
}
