using DeepCalc.Help.Cmdlets;
using DeepCalc.Help.Documentation;
using DeepCalc.Help.Tests.Samples;

namespace DeepCalc.Help.Tests.Generator;

public class CommandReaderTests
{
    private static readonly CommandReader Reader = new(typeof(GetSampleCommand).Assembly);
    private static readonly CommandHelp Sample = Reader.Read(typeof(GetSampleCommand));

    [Fact]
    public void ReadsTheTextOfTheClass()
    {
        Assert.Equal("Get-Sample", Sample.Name);
        Assert.Equal("Gets a sample.", Sample.Synopsis);
        Assert.Equal(["The first paragraph.", "The second, of Red and null."], Sample.Description);
        ExampleHelp example = Assert.Single(Sample.Examples);
        Assert.Equal("Get-Sample |\n    Get-Sample", example.Code);
        Assert.Equal(["Twice."], example.Remarks);
    }

    [Fact]
    public void OrdersParametersByPosition() =>
        Assert.Equal(["Count", "Subject", "Colours", "Colour"], Sample.Parameters.Select(parameter => parameter.Name));

    [Fact]
    public void ReadsWhatABaseClassDeclares()
    {
        ParameterHelp subject = Parameter("Subject");
        Assert.Equal(["What is measured, as Get-Sample does with -Count."], subject.Description);
        Assert.Equal(new ParameterUse(true, null, true, false), subject.Uses["One"]);
        Assert.Equal(new ParameterUse(false, 1, false, true), subject.Uses["Two"]);
        Assert.Equal(new ParameterUse(false, 1, true, true), subject.Use);
    }

    [Fact]
    public void ReadsWhatAnOverrideInherits()
    {
        ParameterHelp count = Parameter("Count");
        Assert.Equal(["How often."], count.Description);
        Assert.Equal("Int64", count.TypeName);
        Assert.Equal("4", count.Default);
    }

    [Fact]
    public void ReadsEnumerations()
    {
        ParameterHelp colours = Parameter("Colours");
        Assert.Equal("Colour[]", colours.TypeName);
        Assert.Equal(["Red", "Green"], colours.Values.Select(value => value.Name));
        Assert.Equal(["Like #f00.", "Like #0f0."], colours.Values.SelectMany(value => value.Description));
        Assert.Equal(["C", "Color"], colours.Aliases);
        Assert.True(colours.TakesWildcards);
        Assert.Null(colours.Default);
        Assert.Equal("Green", Parameter("Colour").Default);
        Assert.False(Parameter("Colour").TakesWildcards);
    }

    [Fact]
    public void HasASyntaxForEachSetTheDefaultFirst()
    {
        Assert.Equal(2, Sample.Syntaxes.Count);
        Assert.Equal(["Count", "Subject", "Colours", "Colour"], Sample.Syntaxes[0].Parameters.Select(entry => entry.Parameter.Name));
        Assert.Equal(["Count", "Subject", "Colour"], Sample.Syntaxes[1].Parameters.Select(entry => entry.Parameter.Name));
        Assert.True(Sample.Syntaxes[1].Parameters[1].Use.IsMandatory);
    }

    [Fact]
    public void ReadsWhatGoesInAndOut()
    {
        Assert.Equal(["System.String", "System.Management.Automation.PSObject"], Sample.Inputs.Select(input => input.Name));
        Assert.EndsWith("names: Subject.", Assert.Single(Sample.Inputs[1].Description));
        Assert.Equal(typeof(Colour).FullName, Sample.Outputs[0].Name);
        Assert.Equal(["A colour."], Sample.Outputs[0].Description);
        Assert.Equal("System.Int32", Sample.Outputs[1].Name);
    }

    [Theory]
    [InlineData(typeof(IncompleteCommands.WithoutSummary), "WithoutSummary has no <summary>")]
    [InlineData(typeof(IncompleteCommands.WithoutExample), "WithoutExample has no <example>")]
    [InlineData(typeof(IncompleteCommands.WithoutCode), "an <example> of WithoutCode has 0 <code> instead of one")]
    [InlineData(typeof(IncompleteCommands.WithoutOutput), "WithoutOutput has no [OutputType]")]
    [InlineData(typeof(IncompleteCommands.WithoutParameterSummary), "-Mute of WithoutParameterSummary has no <summary>")]
    public void RefusesGaps(Type cmdlet, string complaint) =>
        Assert.Equal(complaint, Assert.Throws<DocumentationException>(() => Reader.Read(cmdlet)).Message);

    [Fact]
    public void ReadsThePublicCmdletsOfAnAssembly() => Assert.Equal(["Get-Sample"], Reader.ReadAll().Select(help => help.Name));

    private static ParameterHelp Parameter(string name) => Sample.Parameters.Single(parameter => parameter.Name == name);
}
