using System.Xml.Linq;
using DeepCalc.Help.Documentation;
using DeepCalc.Help.Tests.Samples;

namespace DeepCalc.Help.Tests.Generator;

public class ProseTests
{
    private const string Samples = "DeepCalc.Help.Tests.Samples";

    [Theory]
    [InlineData("a\n      b", "a b")]
    [InlineData("<c>New-X</c> and <paramref name=\"y\"/>.", "New-X and y.")]
    [InlineData("<see langword=\"null\"/>, <see href=\"u\"/>, <see href=\"u\">here</see>", "null, u, here (u)")]
    [InlineData("<see cref=\"T:DeepCalc.Network\"/> <see cref=\"T:DeepCalc.Tally`1\"/>", "Network Tally")]
    [InlineData("<see cref=\"M:DeepCalc.Padding.Parse(System.String)\"/> <see cref=\"M:DeepCalc.Layer.#ctor(System.Int32)\"/>", "Parse Layer")]
    [InlineData("<see cref=\"T:" + Samples + ".GetSampleCommand\"/> with <see cref=\"P:" + Samples + ".SampleCommand.Count\"/>", "Get-Sample with -Count")]
    [InlineData("<see cref=\"T:DeepCalc.Network\">a network</see>", "a network")]
    [InlineData("one<para>two</para>three", "one|two|three")]
    [InlineData("one <br/>two", "one|two")]
    [InlineData("text\n<code>\n  a\n    b\n</code>\n", "text|a\n  b")]
    [InlineData("<list type=\"bullet\"><item>a</item><item><term>b</term><description>c</description></item></list>", "- a|- b: c")]
    [InlineData("a &lt; b", "a < b")]
    [InlineData("", "")]
    public void ReadsParagraphs(string comment, string expected) =>
        Assert.Equal(expected, string.Join('|', Prose.Paragraphs(Parse(comment), typeof(GetSampleCommand).Assembly)));

    [Theory]
    [InlineData("<blink>a</blink>", "<blink>")]
    [InlineData("<see/>", "cref")]
    [InlineData("<see cref=\"!:Nowhere\"/>", "Nowhere")]
    public void RefusesWhatItCannotSay(string comment, string complaint)
    {
        DocumentationException error = Assert.Throws<DocumentationException>(() => Prose.Paragraphs(Parse(comment), typeof(GetSampleCommand).Assembly));
        Assert.Contains(complaint, error.Message);
    }

    private static XElement Parse(string comment) => XElement.Parse($"<summary>{comment}</summary>", LoadOptions.PreserveWhitespace);
}
