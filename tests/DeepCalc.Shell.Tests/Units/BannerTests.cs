using DeepCalc.Shell.Running;
using DeepCalc.Shell.Tests.Support;

namespace DeepCalc.Shell.Tests.Units;

public class BannerTests
{
    [Fact]
    public void It_names_the_version_the_commands_the_way_out_and_what_is_missing()
    {
        string[] lines = [.. Banner.Lines("/x/DeepCalc.psd1", powerShell: null)];
        string text = string.Join('\n', lines);

        Assert.Contains($"DeepCalc {ProductVersion.DeepCalc.ToString(3)}", text, StringComparison.Ordinal);
        Assert.Contains("Get-Command -Module DeepCalc", text, StringComparison.Ordinal);
        Assert.Contains("exit", text, StringComparison.Ordinal);
        Assert.Contains("Sort-Object", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pwsh", text, StringComparison.Ordinal);
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 79));
    }

    [Theory]
    [InlineData("/x/DeepCalc.psd1", "    pwsh -NoExit -Command \"Import-Module /x/DeepCalc.psd1\"")]
    [InlineData("/it's here/DeepCalc.psd1", "    pwsh -NoExit -Command \"Import-Module '/it''s here/DeepCalc.psd1'\"")]
    public void It_says_how_to_use_a_PowerShell_that_is_there(string manifest, string line) =>
        Assert.Equal(line, Banner.Lines(manifest, "/usr/bin/pwsh").Last());

    [UnixFact]
    public void PowerShell_is_looked_for_on_the_path()
    {
        using var folder = new TemporaryFolder();
        string program = folder.Write("pwsh", "");
        Assert.Null(PowerShellFinder.Find(folder.Path));

        // The attribute keeps the test off Windows, which the compiler cannot know.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Equal(program, PowerShellFinder.Find($"/no/such/folder:{folder.Path}"));
        Assert.Null(PowerShellFinder.Find(null));
    }
}
