using System.Management.Automation;
using DeepCalc.Help.Tests.Support;

namespace DeepCalc.Help.Tests.Module;

/// <summary>Get-Help finds the help of the module and shows its texts.</summary>
public class GetHelpTests
{
    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void GivesTheSynopsis(string cmdlet)
    {
        using var session = new Session();
        PSObject help = session.Output($"Get-Help {cmdlet}").Single();
        Assert.Equal(HelpDocument.Synopsis(HelpDocument.Of(cmdlet)), (string)help.Properties["Synopsis"].Value);
    }

    [Fact]
    public void GivesAParameterOfABaseCmdlet()
    {
        using var session = new Session();
        Assert.Equal(
            HelpDocument.Description(HelpDocument.ParameterOf("New-ConvLayer", "Padding")),
            Text(session, "(Get-Help New-ConvLayer -Parameter Padding).description.Text"));
    }

    [Fact]
    public void GivesTheCodeOfExamplesWithTheirLineBreaks()
    {
        using var session = new Session();
        string code = HelpDocument.Examples("New-MergeLayer")[0];
        Assert.Contains('\n', code);
        Assert.Equal(code, Text(session, "(Get-Help New-MergeLayer).examples.example[0].code"));
    }

    [Fact]
    public void GivesTheTypesThatComeOut()
    {
        using var session = new Session();
        Assert.Equal(
            "DeepCalc.ParameterMeasurement DeepCalc.WeightMeasurement",
            Text(session, "(Get-Help Measure-Parameter).returnValues.returnValue.type.name -join ' '"));
    }

    [Fact]
    public void GivesTheAboutTopic()
    {
        using var session = new Session();
        Assert.Equal(
            File.ReadAllText(ModuleFolder.AboutTopic).ReplaceLineEndings("\n").TrimEnd(),
            Text(session, "Get-Help about_DeepCalc").ReplaceLineEndings("\n").TrimEnd());
    }

    private static string Text(Session session, string script) => session.Output(script).Single().BaseObject.ToString()!;
}
