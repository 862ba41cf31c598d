using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;
using DeepCalc.Help.Tests.Support;
using static DeepCalc.Help.Tests.Support.HelpDocument;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The facts about parameters in help are those of Get-Command.</summary>
public class ParameterTests
{
    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void SyntaxIsThatOfTheEngine(string cmdlet)
    {
        using var session = new Session();
        string[] expected = [.. Command(session, cmdlet).ParameterSets.Select(Describe).Distinct().Order(StringComparer.Ordinal)];
        string[] actual = [.. Of(cmdlet).Descendants(CommandSpace + "syntaxItem").Select(Describe).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, actual);
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void PipelineInputIsThatOfTheEngine(string cmdlet)
    {
        using var session = new Session();
        IEnumerable<string> expected = Command(session, cmdlet).ParameterSets.SelectMany(set => set.Parameters)
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !IsHidden(parameter.Attributes))
            .GroupBy(parameter => parameter.Name)
            .Select(uses => $"{uses.Key} {uses.Any(use => use.ValueFromPipeline)} {uses.Any(use => use.ValueFromPipelineByPropertyName)}");
        IEnumerable<string> actual = Parameters(Of(cmdlet)).Select(parameter =>
        {
            string pipeline = (string)parameter.Attribute("pipelineInput")!;
            return $"{NameIn(parameter)} {pipeline.Contains("ByValue", StringComparison.Ordinal)} {pipeline.Contains("ByPropertyName", StringComparison.Ordinal)}";
        });
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void SyntaxBeginsWithPositionsInOrder(string cmdlet) =>
        Assert.All(Of(cmdlet).Descendants(CommandSpace + "syntaxItem"), syntax =>
        {
            int[] places = [.. syntax.Elements(CommandSpace + "parameter").Select(Place)];
            Assert.Equal(places.Order(), places);
        });

    [Theory]
    [ClassData(typeof(ExportedCmdlets))]
    public void NamesTypesAndAliasesAreThoseOfTheEngine(string cmdlet)
    {
        using var session = new Session();
        IEnumerable<string> expected = Command(session, cmdlet).Parameters.Values
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !IsHidden(parameter.Attributes))
            .Select(parameter =>
                $"{parameter.Name} {(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).Name} "
                + (parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)));
        IEnumerable<string> actual = Parameters(Of(cmdlet))
            .Select(parameter => $"{NameIn(parameter)} {parameter.Element(DevSpace + "type")!.Element(MamlSpace + "name")!.Value} {(string?)parameter.Attribute("aliases")}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("New-ConvLayer", "Filters", "true", "0", "True (ByPropertyName)")]
    [InlineData("New-ConvLayer", "Kernel", "true", "1", "True (ByPropertyName)")]
    [InlineData("New-ConvLayer", "InputObject", "false", "named", "True (ByValue)")]
    [InlineData("New-InputLayer", "Shape", "true", "0", "True (ByPropertyName, ByValue)")]
    [InlineData("Measure-Parameter", "PerWeight", "true", "named", "False")]
    public void ExplanationSumsUpTheParameterSets(string cmdlet, string parameter, string required, string position, string pipeline)
    {
        XElement element = ParameterOf(cmdlet, parameter);
        Assert.Equal(required, (string?)element.Attribute("required"));
        Assert.Equal(position, (string?)element.Attribute("position"));
        Assert.Equal(pipeline, (string?)element.Attribute("pipelineInput"));
    }

    [Theory]
    [InlineData("New-RecurrentLayer", "StackedLayers", "1")]
    [InlineData("New-RecurrentLayer", "Kind", "Lstm")]
    [InlineData("New-RecurrentLayer", "BiasVectors", "None")]
    [InlineData("New-DropoutLayer", "Rate", "0.5")]
    [InlineData("New-PoolLayer", "Kind", "Max; with -Global or -OutputSize, Average")]
    [InlineData("New-PoolLayer", "Stride", "The kernel size")]
    [InlineData("New-ConvLayer", "Stride", "1")]
    [InlineData("New-ConvLayer", "Padding", "0")]
    [InlineData("New-ConvLayer", "Filters", "None")]
    [InlineData("New-ConvLayer", "NoBias", "None")]
    [InlineData("New-ConvLayer", "Rank", "None")]
    [InlineData("New-InputLayer", "Shape", "None")]
    [InlineData("New-ActivationLayer", "Function", "None")]
    public void DefaultIsWhatTheInitialiserGives(string cmdlet, string parameter, string value) =>
        Assert.Equal(value, ParameterOf(cmdlet, parameter).Element(DevSpace + "defaultValue")!.Value);

    [Theory]
    [InlineData("Show-Calculation", "Layer", "true")]
    [InlineData("Show-Calculation", "Topic", "false")]
    [InlineData("Measure-ReceptiveField", "From", "false")]
    public void WildcardsAreThoseOfTheAttribute(string cmdlet, string parameter, string flag) =>
        Assert.Equal(flag, (string?)ParameterOf(cmdlet, parameter).Attribute("globbing"));

    [Fact]
    public void AnEnumerationListsItsValues()
    {
        XElement layout = ParameterOf("New-InputLayer", "Layout");
        Assert.Equal(["ChannelsLast", "ChannelsFirst"], layout.Descendants(DevSpace + "value").Select(value => value.Value));
        XElement inSyntax = Of("New-InputLayer").Descendants(CommandSpace + "syntaxItem").First()
            .Elements(CommandSpace + "parameter").Single(parameter => NameIn(parameter) == "Layout");
        Assert.Equal(
            ["ChannelsLast", "ChannelsFirst"],
            inSyntax.Element(CommandSpace + "parameterValueGroup")!.Elements().Select(value => value.Value));
    }

    [Fact]
    public void ASwitchHasNoValueInTheSyntax()
    {
        XElement[] switches = [.. Of("New-ConvLayer").Descendants(CommandSpace + "syntaxItem").Elements().Where(element => element.Element(MamlSpace + "name")?.Value == "NoBias")];
        Assert.NotEmpty(switches);
        Assert.All(switches, element => Assert.Null(element.Element(CommandSpace + "parameterValue")));
        Assert.Equal("SwitchParameter", ParameterOf("New-ConvLayer", "NoBias").Element(CommandSpace + "parameterValue")!.Value);
    }

    private static bool IsHidden(IEnumerable<Attribute> attributes) => attributes.OfType<ParameterAttribute>().All(attribute => attribute.DontShow);

    [Fact]
    public void WhatOnlyCatchesAMistakeIsNotShown() =>
        Assert.DoesNotContain("Activation", HelpDocument.Parameters(Of("New-ConvLayer")).Select(NameIn));

    [Fact]
    public void AliasesStandInTheDescription() =>
        Assert.Contains("New-GruLayer", Of("New-RecurrentLayer").Element(MamlSpace + "description")!.Value, StringComparison.Ordinal);

    private static CmdletInfo Command(Session session, string cmdlet) =>
        (CmdletInfo)session.Output($"Get-Command {cmdlet}").Single().BaseObject;

    private static string Describe(CommandParameterSetInfo set) => string.Join(
        "; ",
        set.Parameters
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !IsHidden(parameter.Attributes))
            .Select(parameter =>
            {
                string position = parameter.Position < 0 ? "named" : parameter.Position.ToString(CultureInfo.InvariantCulture);
                return $"{parameter.Name} {parameter.IsMandatory} {position}";
            })
            .Order(StringComparer.Ordinal));

    private static string Describe(XElement syntax) => string.Join(
        "; ",
        syntax.Elements(CommandSpace + "parameter")
            .Select(parameter => $"{NameIn(parameter)} {(bool)parameter.Attribute("required")!} {(string?)parameter.Attribute("position")}")
            .Order(StringComparer.Ordinal));

    private static int Place(XElement parameter) =>
        int.TryParse((string?)parameter.Attribute("position"), NumberStyles.None, CultureInfo.InvariantCulture, out int place) ? place : int.MaxValue;

    private static string NameIn(XElement parameter) => parameter.Element(MamlSpace + "name")!.Value;
}
