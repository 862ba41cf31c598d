using System.Globalization;

namespace DeepCalc.Help.Markdown;

/// <summary>Writes the help of one cmdlet as a page in Markdown.</summary>
internal static class MarkdownPage
{
    /// <summary>The name of a cmdlet's page.</summary>
    public static string FileName(string cmdlet) => cmdlet + ".md";

    /// <summary>The page of a cmdlet: blocks with an empty line between them.</summary>
    public static string Of(CommandHelp help) => string.Join("\n\n",
    [
        $"# {help.Name}",
        MarkdownText.Escape(help.Synopsis),
        "## Syntax",
        .. help.Syntaxes.Select(syntax => Syntax(help.Name, syntax)),
        .. Description(help),
        "## Examples",
        .. help.Examples.SelectMany(Example),
        "## Parameters",
        .. help.Parameters.SelectMany(Parameter),
        "## Inputs",
        .. help.Inputs.SelectMany(Typed),
        "## Outputs",
        .. help.Outputs.SelectMany(Typed),
        "## Related links",
        string.Join('\n', help.Related.Select(name => $"- [{name}]({FileName(name)})").Append("- `Get-Help about_DeepCalc`")),
    ]) + "\n";

    private static string Syntax(string name, SyntaxHelp syntax) =>
        MarkdownText.Code($"{name}{string.Concat(syntax.Parameters.Select(InSyntax))} [<CommonParameters>]", "text");

    private static string InSyntax((ParameterHelp Parameter, ParameterUse Use) entry)
    {
        string name = entry.Use.Position is null ? $"-{entry.Parameter.Name}" : $"[-{entry.Parameter.Name}]";
        string whole = entry.Parameter.IsSwitch ? name : $"{name} <{entry.Parameter.TypeName}>";
        return entry.Use.IsMandatory ? $"\n    {whole}" : $"\n    [{whole}]";
    }

    // Without remarks, the description is the synopsis.
    private static IEnumerable<string> Description(CommandHelp help) =>
        help.Description.SequenceEqual([help.Synopsis]) ? [] : ["## Description", .. MarkdownText.Paragraphs(help.Description)];

    private static IEnumerable<string> Example(ExampleHelp example) =>
        [MarkdownText.Code(example.Code, "powershell"), .. MarkdownText.Paragraphs(example.Remarks)];

    private static IEnumerable<string> Parameter(ParameterHelp parameter)
    {
        IEnumerable<string[]> values = parameter.Values.Select(value =>
            new[] { $"`{value.Name}`", MarkdownText.Escape(string.Join(' ', value.Description)) });
        return
        [
            $"### -{parameter.Name}",
            .. MarkdownText.Paragraphs(parameter.Description),
            .. MarkdownText.Table(["value", "meaning"], values),
            Facts(parameter),
        ];
    }

    private static string Facts(ParameterHelp parameter)
    {
        ParameterUse use = parameter.Use;
        List<string> facts = [$"`{parameter.TypeName}`", use.IsMandatory ? "mandatory" : "optional"];
        facts.Add(use.Position is { } position ? string.Create(CultureInfo.InvariantCulture, $"position {position}") : "by name");
        if (parameter.Default is { } value)
        {
            facts.Add($"default: {MarkdownText.Escape(value)}");
        }

        if (use.TakesValue || use.TakesProperty)
        {
            facts.Add($"from the pipeline {(use.TakesValue, use.TakesProperty) switch { (true, true) => "by value and by property name", (true, false) => "by value", _ => "by property name" }}");
        }

        if (parameter.Aliases.Count > 0)
        {
            facts.Add($"aliases: {string.Join(", ", parameter.Aliases.Select(alias => $"`{alias}`"))}");
        }

        if (parameter.TakesWildcards)
        {
            facts.Add("takes wildcards");
        }

        return string.Join("; ", facts);
    }

    private static IEnumerable<string> Typed(TypeHelp type)
    {
        IEnumerable<string[]> columns = type.Columns.Select(column =>
            new[] { column.Name, $"`{column.TypeName}`", MarkdownText.Escape(column.Description) });
        return
        [
            $"### {type.Name}",
            .. MarkdownText.Paragraphs(type.Description),
            .. MarkdownText.Table(["column", "type", "meaning"], columns),
        ];
    }
}
