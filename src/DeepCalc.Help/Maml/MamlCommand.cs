using System.Globalization;
using DeepCalc.Help.Markdown;
using static DeepCalc.Help.Maml.MamlElements;

namespace DeepCalc.Help.Maml;

/// <summary>Writes the help of one cmdlet.</summary>
internal static class MamlCommand
{
    /// <summary>The help of a cmdlet. The address is that of the folder of pages on the web, or null.</summary>
    public static XElement Of(CommandHelp help, Uri? pages) => new(
        CommandSpace + "command",
        new XElement(
            CommandSpace + "details",
            new XElement(CommandSpace + "name", help.Name),
            Description([help.Synopsis]),
            new XElement(CommandSpace + "verb", help.Verb),
            new XElement(CommandSpace + "noun", help.Noun)),
        Description(help.Description),
        new XElement(CommandSpace + "syntax", help.Syntaxes.Select(syntax => Syntax(help.Name, syntax))),
        new XElement(CommandSpace + "parameters", help.Parameters.Select(MamlParameter.Explained)),
        new XElement(CommandSpace + "inputTypes", help.Inputs.Select(input => Typed("inputType", input))),
        new XElement(CommandSpace + "returnValues", help.Outputs.Select(output => Typed("returnValue", output))),
        new XElement(CommandSpace + "examples", help.Examples.Select(Example)),
        RelatedLinks(help, pages));

    private static XElement Syntax(string name, SyntaxHelp syntax) => new(
        CommandSpace + "syntaxItem",
        new XElement(MamlSpace + "name", name),
        syntax.Parameters.Select(entry => MamlParameter.InSyntax(entry.Parameter, entry.Use)));

    private static XElement Typed(string element, TypeHelp type) => new(
        CommandSpace + element,
        new XElement(DevSpace + "type", new XElement(MamlSpace + "name", type.Name)),
        Description([.. type.Description, .. type.Columns.Select(column => $"- {column.Name}: {column.Description}")]));

    // Get-Help -Online opens the first address.
    private static XElement RelatedLinks(CommandHelp help, Uri? pages) => new(
        CommandSpace + "relatedLinks",
        pages is null ? null : Link("Online Version:", new Uri(pages, MarkdownPage.FileName(help.Name)).AbsoluteUri),
        help.Related.Select(name => Link(name, "")),
        Link("about_DeepCalc", ""));

    private static XElement Link(string text, string address) => new(
        MamlSpace + "navigationLink",
        new XElement(MamlSpace + "linkText", text),
        new XElement(MamlSpace + "uri", address));

    private static XElement Example(ExampleHelp example, int index) => new(
        CommandSpace + "example",
        new XElement(MamlSpace + "title", string.Create(CultureInfo.InvariantCulture, $"Example {index + 1}")),
        new XElement(DevSpace + "code", example.Code),

        // The empty paragraph separates the next example.
        new XElement(DevSpace + "remarks", Paragraphs([.. example.Remarks, ""])));
}
