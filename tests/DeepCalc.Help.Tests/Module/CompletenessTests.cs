using System.Xml.Linq;
using DeepCalc.Help.Tests.Support;
using static DeepCalc.Help.Tests.Support.HelpDocument;

namespace DeepCalc.Help.Tests.Module;

/// <summary>Help covers every cmdlet and parameter.</summary>
public class CompletenessTests
{
    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void EveryCmdletSaysWhatItDoes(string cmdlet)
    {
        Assert.Matches(@"^\p{Lu}.+\.$", Synopsis(Of(cmdlet)));
        Assert.Matches(@"(?s)^.+\.$", Description(Of(cmdlet)));
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void EveryCmdletHasAnExampleWithCodeAndRemarks(string cmdlet)
    {
        XElement[] examples = [.. Of(cmdlet).Descendants(CommandSpace + "example")];
        Assert.NotEmpty(examples);
        Assert.Equal(
            Enumerable.Range(1, examples.Length).Select(number => $"Example {number}"),
            examples.Select(example => example.Element(MamlSpace + "title")!.Value));
        Assert.All(examples, example =>
        {
            Assert.Contains(cmdlet, example.Element(DevSpace + "code")!.Value);
            Assert.NotEqual("", example.Element(DevSpace + "remarks")!.Element(MamlSpace + "para")!.Value);
        });
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void EveryCmdletSaysWhatGoesInAndOut(string cmdlet)
    {
        foreach (string kind in new[] { "inputType", "returnValue" })
        {
            XElement[] types = [.. Of(cmdlet).Descendants(CommandSpace + kind)];
            Assert.NotEmpty(types);
            Assert.All(types, type =>
            {
                Assert.Matches(@"^\w+(\.\w+)+(\[\])?$", type.Element(DevSpace + "type")!.Element(MamlSpace + "name")!.Value);
                Assert.NotEqual("", Description(type));
            });
        }
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void EveryParameterSaysWhatItIs(string cmdlet) =>
        Assert.All(Parameters(Of(cmdlet)), parameter =>
        {
            Assert.Matches(@"(?s)^.+\.$", Description(parameter));
            Assert.Matches(@"^\w+(\[\])?$", parameter.Element(CommandSpace + "parameterValue")!.Value);
            Assert.Equal(parameter.Element(CommandSpace + "parameterValue")!.Value, parameter.Element(DevSpace + "type")!.Element(MamlSpace + "name")!.Value);
        });

    [Fact]
    public void EveryValueOfAnEnumerationSaysWhatItStandsFor()
    {
        XElement[] values = [.. Root.Descendants(DevSpace + "possibleValue")];
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.NotEqual("", Description(value)));
    }

    [Fact]
    public void KeepsWhatTheDocCommentsOfBaseCmdletsSay()
    {
        Assert.StartsWith("The padding: a number for all axes (0 by default)", Description(ParameterOf("New-PoolLayer", "Padding")));
        Assert.Equal(
            Description(ParameterOf("New-ConvLayer", "Name")),
            Description(ParameterOf("New-RecurrentLayer", "Name")));
    }
}
