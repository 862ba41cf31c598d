using System.Xml;
using System.Xml.Linq;
using DeepCalc.Help.Tests.Support;
using static DeepCalc.Help.Tests.Support.HelpDocument;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The help file has the form that PowerShell reads, with its elements in the order of the schema.</summary>
public class HelpFileTests
{
    [Fact]
    public void ExplainsTheExportedCmdletsAndNoOthers() =>
        Assert.Equal(ModuleFolder.ExportedCmdlets.Order(StringComparer.Ordinal), Commands.Select(NameOf));

    [Fact]
    public void IsMaml()
    {
        Assert.Equal(XName.Get("helpItems", "http://msh"), Root.Name);
        Assert.Equal("maml", (string?)Root.Attribute("schema"));
        Assert.All(Root.Elements(), element => Assert.Equal(CommandSpace + "command", element.Name));
    }

    [Fact]
    public void IsUtf8WithoutAMark()
    {
        byte[] bytes = File.ReadAllBytes(ModuleFolder.HelpFile);
        Assert.Equal("<?xml"u8.ToArray(), bytes[..5]);
        Assert.DoesNotContain((byte)'\r', bytes);
        using var reader = XmlReader.Create(ModuleFolder.HelpFile);
        Assert.True(reader.Read());
        Assert.Equal("utf-8", reader.GetAttribute("encoding"));
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void HasItsElementsInOrder(string cmdlet)
    {
        XElement command = Of(cmdlet);
        Assert.Equal(
            [CommandSpace + "details", MamlSpace + "description", CommandSpace + "syntax", CommandSpace + "parameters", CommandSpace + "inputTypes", CommandSpace + "returnValues", CommandSpace + "examples", CommandSpace + "relatedLinks"],
            NamesIn(command));
        Assert.Equal(
            [CommandSpace + "name", MamlSpace + "description", CommandSpace + "verb", CommandSpace + "noun"],
            NamesIn(command.Element(CommandSpace + "details")!));
        Assert.All(
            command.Descendants(CommandSpace + "example"),
            example => Assert.Equal([MamlSpace + "title", DevSpace + "code", DevSpace + "remarks"], NamesIn(example)));
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void NamesItsVerbAndNoun(string cmdlet)
    {
        XElement details = Of(cmdlet).Element(CommandSpace + "details")!;
        Assert.Equal(cmdlet, $"{details.Element(CommandSpace + "verb")!.Value}-{details.Element(CommandSpace + "noun")!.Value}");
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void HasParametersOfTheSchema(string cmdlet)
    {
        XName[] order =
        [
            MamlSpace + "name", MamlSpace + "description", CommandSpace + "parameterValue", CommandSpace + "parameterValueGroup",
            DevSpace + "type", DevSpace + "defaultValue", DevSpace + "possibleValues",
        ];
        XElement[] parameters = [.. Of(cmdlet).Descendants(CommandSpace + "parameter")];
        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter =>
        {
            Assert.Equal(NamesIn(parameter).OrderBy(name => Array.IndexOf(order, name)), NamesIn(parameter));
            Assert.All(NamesIn(parameter), name => Assert.Contains(name, order));
            Assert.All(
                new[] { "required", "variableLength", "globbing" },
                flag => Assert.True((string?)parameter.Attribute(flag) is "true" or "false"));
            Assert.NotNull(parameter.Attribute("pipelineInput"));
            Assert.NotNull(parameter.Attribute("position"));
        });
    }

    private static IEnumerable<XName> NamesIn(XElement element) => element.Elements().Select(child => child.Name);
}
