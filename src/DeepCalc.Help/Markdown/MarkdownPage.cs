using System.Globalization;
using System.Text;
using DeepCalc.Help.Cmdlets;

namespace DeepCalc.Help.Markdown;

/// <summary>Writes the help of one cmdlet as a page in Markdown.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    private MarkdownPage()
    {
    }

    /// <summary>The name of a cmdlet's page.</summary>
    public static string FileName(string cmdlet) => cmdlet + ".md";

    /// <summary>The page of a cmdlet.</summary>
    public static string Of(CommandHelp help)
    {
        var page = new MarkdownPage();
        page.Write($"# {help.Name}", MarkdownText.Escape(help.Synopsis));
        page.Syntaxes(help);
        page.Description(help);
        page.Examples(help);
        page.Parameters(help);
        page.Types("Inputs", help.Inputs);
        page.Types("Outputs", help.Outputs);
        page.Write("## Related links", string.Join('\n', help.Related.Select(name => $"- [{name}]({FileName(name)})").Append("- `Get-Help about_DeepCalc`")));
        return page._text.ToString();
    }

    // Separates blocks by an empty line.
    private void Write(params IEnumerable<string> blocks)
    {
        foreach (string block in blocks)
        {
            _text.Append(_text.Length > 0 ? "\n" : "").Append(block).Append('\n');
        }
    }

    private void Syntaxes(CommandHelp help) => Write(["## Syntax", .. help.Syntaxes.Select(syntax => MarkdownText.Code($"{help.Name}{string.Concat(syntax.Parameters.Select(InSyntax))} [<CommonParameters>]", "text"))]);

    private static string InSyntax((ParameterHelp Parameter, ParameterUse Use) entry)
    {
        string name = entry.Use.Position is null ? $"-{entry.Parameter.Name}" : $"[-{entry.Parameter.Name}]";
        string whole = entry.Parameter.IsSwitch ? name : $"{name} <{entry.Parameter.TypeName}>";
        return entry.Use.IsMandatory ? $"\n    {whole}" : $"\n    [{whole}]";
    }

    // Without remarks, the description is the synopsis.
    private void Description(CommandHelp help)
    {
        if (!help.Description.SequenceEqual([help.Synopsis]))
        {
            Write(["## Description", .. MarkdownText.Paragraphs(help.Description)]);
        }
    }

    private void Examples(CommandHelp help)
    {
        Write("## Examples");
        foreach (ExampleHelp example in help.Examples)
        {
            Write([MarkdownText.Code(example.Code, "powershell"), .. MarkdownText.Paragraphs(example.Remarks)]);
        }
    }

    private void Parameters(CommandHelp help)
    {
        Write("## Parameters");
        foreach (ParameterHelp parameter in help.Parameters)
        {
            Write([$"### -{parameter.Name}", .. MarkdownText.Paragraphs(parameter.Description)]);
            if (parameter.Values.Count > 0)
            {
                Write(MarkdownText.Table(["value", "meaning"], parameter.Values.Select(value => new[] { $"`{value.Name}`", MarkdownText.Escape(string.Join(' ', value.Description)) })));
            }

            Write(Facts(parameter));
        }
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

    private void Types(string heading, IReadOnlyList<TypeHelp> types)
    {
        Write($"## {heading}");
        foreach (TypeHelp type in types)
        {
            Write([$"### {type.Name}", .. MarkdownText.Paragraphs(type.Description)]);
            if (type.Columns.Count > 0)
            {
                Write(MarkdownText.Table(["column", "type", "meaning"], type.Columns.Select(column => new[] { column.Name, $"`{column.TypeName}`", MarkdownText.Escape(column.Description) })));
            }
        }
    }
}
