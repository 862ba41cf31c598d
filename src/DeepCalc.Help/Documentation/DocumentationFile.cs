using System.Xml.Linq;

namespace DeepCalc.Help.Documentation;

/// <summary>The doc comments of one assembly, in the XML file of the compiler.</summary>
internal sealed class DocumentationFile
{
    private readonly Dictionary<string, XElement> _members;

    private DocumentationFile(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads the file beside an assembly; without one, the result is empty.</summary>
    public static DocumentationFile Beside(string assemblyPath)
    {
        string path = Path.ChangeExtension(assemblyPath, ".xml");
        if (!File.Exists(path))
        {
            return new DocumentationFile([]);
        }

        // Whitespace has the line breaks of code.
        XDocument document = XDocument.Load(path, LoadOptions.PreserveWhitespace);
        return new DocumentationFile(document.Descendants("member").ToDictionary(member => (string)member.Attribute("name")!));
    }

    /// <summary>The doc comment of a member, or null.</summary>
    public XElement? Find(string id) => _members.GetValueOrDefault(id);
}
