using System.Text;
using System.Xml;
using static DeepCalc.Help.Maml.MamlElements;

namespace DeepCalc.Help.Maml;

/// <summary>A help file of PowerShell, in the Microsoft Assistance Markup Language.</summary>
public static class MamlFile
{
    /// <summary>Makes the help of cmdlets as a document. The address is that of their folder of pages on the web, or null.</summary>
    public static XDocument Document(IEnumerable<CommandHelp> commands, Uri? pages) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(
            HelpSpace + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", MamlSpace.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "command", CommandSpace.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "dev", DevSpace.NamespaceName),
            commands.Select(command => MamlCommand.Of(command, pages))));

    /// <summary>Writes the help of cmdlets to a file, and creates its folder if needed.</summary>
    public static void Write(IEnumerable<CommandHelp> commands, Uri? pages, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

        // The output is the same on every system.
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using var writer = XmlWriter.Create(path, settings);
        Document(commands, pages).Save(writer);
    }
}
