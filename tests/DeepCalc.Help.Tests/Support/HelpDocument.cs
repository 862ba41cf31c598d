using System.Xml.Linq;

namespace DeepCalc.Help.Tests.Support;

/// <summary>The help file of the module.</summary>
internal static class HelpDocument
{
    public static readonly XNamespace MamlSpace = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace CommandSpace = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace DevSpace = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XElement Root { get; } = XDocument.Load(ModuleFolder.HelpFile, LoadOptions.PreserveWhitespace).Root!;

    public static IReadOnlyList<XElement> Commands { get; } = [.. Root.Elements(CommandSpace + "command")];

    public static XElement Of(string cmdlet) => Commands.Single(command => NameOf(command) == cmdlet);

    public static string NameOf(XElement command) => command.Element(CommandSpace + "details")!.Element(CommandSpace + "name")!.Value;

    public static string Synopsis(XElement command) => Description(command.Element(CommandSpace + "details")!);

    public static string Description(XElement element) =>
        string.Join('\n', element.Element(MamlSpace + "description")!.Elements(MamlSpace + "para").Select(para => para.Value));

    public static IEnumerable<XElement> Parameters(XElement command) =>
        command.Element(CommandSpace + "parameters")!.Elements(CommandSpace + "parameter");

    public static XElement ParameterOf(string cmdlet, string parameter) =>
        Parameters(Of(cmdlet)).Single(element => element.Element(MamlSpace + "name")!.Value == parameter);

    public static IReadOnlyList<string> Examples(string cmdlet) =>
        [.. Of(cmdlet).Element(CommandSpace + "examples")!.Elements(CommandSpace + "example").Select(example => example.Element(DevSpace + "code")!.Value)];
}
