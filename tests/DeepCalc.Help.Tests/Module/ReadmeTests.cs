using System.Text.RegularExpressions;
using DeepCalc.Help.Cmdlets;
using DeepCalc.Help.Tests.Support;
using DeepCalc.Tests;

namespace DeepCalc.Help.Tests.Module;

/// <summary>README's tables of cmdlets come from the cmdlets and their doc comments.</summary>
[Trait("Category", MadeFromCode.Category)]
public class ReadmeTests
{
    private const int MostKinds = 8;

    // The settings of nearly every layer are listed once, below the table.
    private static readonly string[] Common =
    [
        .. CodeDocuments.Commands.Where(command => command.Verb == "New").SelectMany(Names)
            .GroupBy(name => name).Where(name => 2 * name.Count() > CodeDocuments.Commands.Count).Select(name => name.Key),
    ];

    [Fact]
    public void ListsTheLayers() => MadeFromCode.Part("README.md", "layers", Table("Layer", "layer"));

    [Fact]
    public void ListsTheBlocks() => MadeFromCode.Part("README.md", "blocks", Table("Block", "block"));

    [Fact]
    public void ListsTheCmdletsThatAnswer()
    {
        CommandHelp[] commands = [.. CodeDocuments.Commands.Where(command => command.Verb is not ("New" or "Import"))];
        MadeFromCode.Part("README.md", "answers", MadeFromCode.Table(
            ["cmdlet", "what it does", "settings"],
            commands.Select(command => new[] { Link(command, command.Name), command.Synopsis.Replace("|", "\\|", StringComparison.Ordinal), Settings(command, ["InputObject"]) })));
    }

    private static string Table(string noun, string header)
    {
        CommandHelp[] commands = [.. CodeDocuments.Commands.Where(command => command.Verb == "New" && command.Noun.EndsWith(noun, StringComparison.Ordinal))];

        return MadeFromCode.Table([header, "settings"], commands.Select(command => new[] { Link(command, Typed(command)), Settings(command, [.. Common, .. Positional(command)]) }));
    }

    private static string Link(CommandHelp command, string text) => $"[`{text}`](docs/cmdlets/{command.Name}.md)";

    // They stand in the first column.
    private static IEnumerable<string> Positional(CommandHelp command) =>
        command.Parameters.Where(parameter => parameter.Use.Position is not null).Select(parameter => parameter.Name);

    private static IEnumerable<string> Names(CommandHelp command) => command.Parameters.Select(parameter => parameter.Name);

    // As it stands in the first example that has it.
    private static string Typed(CommandHelp command) => command.Examples
        .Select(example => Regex.Match(example.Code, $@"{command.Name}\b[^|;\n]*").Value.Trim().TrimEnd(')').Replace("|", "\\|", StringComparison.Ordinal))
        .First(typed => typed.Length > 0);

    private static string Settings(CommandHelp command, IEnumerable<string> others) =>
        string.Join(", ", command.Parameters.Where(parameter => !others.Contains(parameter.Name)).Select(Setting));

    private static string Setting(ParameterHelp parameter) => parameter.Name == "Kind" && parameter.Values.Count <= MostKinds
        ? $"`-Kind` ({string.Join(", ", parameter.Values.Select(value => $"`{value.Name}`"))})"
        : $"`-{parameter.Name}`";
}
