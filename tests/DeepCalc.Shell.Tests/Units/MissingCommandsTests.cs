using DeepCalc.Shell.Missing;

namespace DeepCalc.Shell.Tests.Units;

public class MissingCommandsTests
{
    [Theory]
    [InlineData("Sort-Object", "Sort-Object", "Microsoft.PowerShell.Utility")]
    [InlineData("export-csv", "Export-Csv", "Microsoft.PowerShell.Utility")]
    [InlineData("Get-ChildItem", "Get-ChildItem", "Microsoft.PowerShell.Management")]
    [InlineData("Get-Credential", "Get-Credential", "Microsoft.PowerShell.Security")]
    [InlineData("Start-Transcript", "Start-Transcript", "Microsoft.PowerShell.Host")]
    [InlineData("sort", "Sort-Object", "Microsoft.PowerShell.Utility")]
    [InlineData("LS", "Get-ChildItem", "Microsoft.PowerShell.Management")]
    public void A_name_or_an_alias_finds_the_command_and_its_module(string name, string command, string module) =>
        Assert.Equal(new MissingCommand(command, module), MissingCommands.Find(name));

    [Theory]
    [InlineData("Get-OutputShape")]
    [InlineData("Where-Object")]
    [InlineData("no-such-thing")]
    public void Nothing_else_is_found(string name) => Assert.Null(MissingCommands.Find(name));

    [Fact]
    public void The_explanation_says_what_is_missing_whose_it_is_and_how_to_get_it()
    {
        string text = new MissingCommand("Sort-Object", "Microsoft.PowerShell.Utility").Explanation;

        Assert.Contains("'Sort-Object'", text, StringComparison.Ordinal);
        Assert.Contains("Microsoft.PowerShell.Utility", text, StringComparison.Ordinal);
        Assert.Contains("https://aka.ms/install-powershell", text, StringComparison.Ordinal);
        Assert.Contains("dotnet tool install --global PowerShell", text, StringComparison.Ordinal);
    }
}
