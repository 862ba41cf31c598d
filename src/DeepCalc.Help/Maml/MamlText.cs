using System.Xml.Linq;

namespace DeepCalc.Help.Maml;

/// <summary>The pieces of text that all parts of a help file have.</summary>
internal static class MamlText
{
    /// <summary>Paragraphs.</summary>
    public static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Namespaces.MamlSpace + "para", paragraph));

    /// <summary>A description of some paragraphs.</summary>
    public static XElement Description(IEnumerable<string> paragraphs) =>
        new(Namespaces.MamlSpace + "description", Paragraphs(paragraphs));

    /// <summary>A truth value.</summary>
    public static string Flag(bool value) => value ? "true" : "false";
}
