using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using DeepCalc.Help.Tests.Support;
using static DeepCalc.Help.Tests.Support.HelpDocument;

namespace DeepCalc.Help.Tests.Module;

/// <summary>Help links to related cmdlets and explains the columns of rows.</summary>
public class RelationTests
{
    /// <summary>What each cmdlet that makes no layer puts out.</summary>
    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (Type type in CodeDocuments.Cmdlets.GetExportedTypes())
            {
                if (type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet)
                {
                    foreach (string row in type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(output => output.Type).Select(output => output.Type)
                        .Where(output => output.Namespace == "DeepCalc" && output.Name != "Layer").Select(output => output.Name))
                    {
                        rows.Add($"{cmdlet.VerbName}-{cmdlet.NounName}", row);
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void LinksLeadToCmdletsAndTheAboutTopic(string cmdlet)
    {
        string[] links = Links(cmdlet);
        Assert.Equal("about_DeepCalc", links[^1]);
        Assert.NotEmpty(links[..^1]);
        Assert.All(links[..^1], link => Assert.Contains(link, ModuleFolder.ExportedCmdlets));
        Assert.DoesNotContain(cmdlet, links);
        Assert.Distinct(links);
    }

    [Theory]
    [InlineData("New-ConvLayer", "New-DepthwiseConvLayer")]
    [InlineData("New-MergeLayer", "New-ConcatenateLayer")]
    [InlineData("Measure-Layer", "Measure-Network")]
    [InlineData("New-TransformerBlock", "New-FeedForwardBlock")]
    public void KinAreLinked(string cmdlet, string kin)
    {
        Assert.Contains(kin, Links(cmdlet));
        Assert.Contains(cmdlet, Links(kin));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryColumnOfARowIsExplained(string cmdlet, string row)
    {
        using var session = new Session();
        XElement output = Of(cmdlet).Descendants(CommandSpace + "returnValue")
            .Single(type => type.Element(DevSpace + "type")!.Element(MamlSpace + "name")!.Value == "DeepCalc." + row);
        IEnumerable<string> explained = Description(output).Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..line.IndexOf(':', StringComparison.Ordinal)]);
        Assert.Equal(session.Output($"[DeepCalc.{row}].GetProperties().Name").Select(name => name.ToString()).Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void GetHelpShowsLinksAndColumns()
    {
        using var session = new Session();
        string help = string.Join('\n', session.Output("Get-Help Measure-Layer -Full | Out-String -Width 200"));
        Assert.Contains("Measure-Network", help[help.IndexOf("RELATED LINKS", StringComparison.Ordinal)..]);
        Assert.Contains("- Macs: ", help);
    }

    [Fact]
    public void SyntaxesThatReadAlikeAreShownOnce() => Assert.Single(Of("New-ConvLayer").Descendants(CommandSpace + "syntaxItem"));

    private static string[] Links(string cmdlet) =>
        [.. Of(cmdlet).Descendants(MamlSpace + "linkText").Select(link => link.Value)];
}
