namespace DeepCalc.Help.Maml;

/// <summary>The namespaces of PowerShell's help files, and their elements of text.</summary>
internal static class MamlElements
{
    public static readonly XNamespace HelpSpace = "http://msh";

    public static readonly XNamespace MamlSpace = "http://schemas.microsoft.com/maml/2004/10";

    public static readonly XNamespace CommandSpace = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    public static readonly XNamespace DevSpace = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Paragraphs.</summary>
    public static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(paragraph => new XElement(MamlSpace + "para", paragraph));

    /// <summary>A description.</summary>
    public static XElement Description(IEnumerable<string> paragraphs) => new(MamlSpace + "description", Paragraphs(paragraphs));
}
