using System.Xml.Linq;

namespace DeepCalc.Help.Maml;

/// <summary>Elements of text in a help file.</summary>
internal static class MamlText
{
    /// <summary>Paragraphs.</summary>
    public static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Namespaces.MamlSpace + "para", paragraph));

    /// <summary>A description.</summary>
    public static XElement Description(IEnumerable<string> paragraphs) =>
        new(Namespaces.MamlSpace + "description", Paragraphs(paragraphs));

    /// <summary>A truth value.</summary>
    public static string Flag(bool value) => value ? "true" : "false";
}
