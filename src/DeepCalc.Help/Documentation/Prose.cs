using System.Text;
using System.Text.RegularExpressions;

namespace DeepCalc.Help.Documentation;

/// <summary>Reads the text of a doc comment as paragraphs. Tags become text; line breaks only count in code.</summary>
public sealed partial class Prose
{
    private readonly Assembly _assembly;
    private readonly List<string> _paragraphs = [];
    private readonly StringBuilder _current = new();

    private Prose(Assembly assembly) => _assembly = assembly;

    /// <summary>The paragraphs of an element; none for null.</summary>
    /// <param name="element">An element such as summary or remarks.</param>
    /// <param name="assembly">The cmdlet assembly, in which references to cmdlets and parameters are looked up.</param>
    /// <exception cref="DocumentationException">The text has a tag that help does not support.</exception>
    public static IReadOnlyList<string> Paragraphs(XElement? element, Assembly assembly)
    {
        var prose = new Prose(assembly);
        if (element is not null)
        {
            prose.Read(element);
            prose.EndParagraph();
        }

        return prose._paragraphs;
    }

    /// <summary>The text of an element in one paragraph.</summary>
    /// <exception cref="DocumentationException">The text has a tag that help does not support.</exception>
    public static string Line(XElement? element, Assembly assembly) => string.Join(' ', Paragraphs(element, assembly));

    private void Read(XElement element)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText text)
            {
                _current.Append(text.Value);
            }
            else if (node is XElement child)
            {
                ReadTag(child);
            }
        }
    }

    private void ReadTag(XElement tag)
    {
        switch (tag.Name.LocalName)
        {
            case "see" or "seealso":
                _current.Append(Reference(tag));
                break;
            case "paramref" or "typeparamref":
                _current.Append(Required(tag, "name"));
                break;
            case "c" or "b" or "i" or "em" or "strong" or "term" or "description":
                Read(tag);
                break;
            case "br":
                EndParagraph();
                break;
            case "para":
                EndParagraph();
                Read(tag);
                EndParagraph();
                break;
            case "code":
                EndParagraph();
                AddBlock(CodeText.Dedent(tag.Value));
                break;
            case "list":
                EndParagraph();
                ReadList(tag);
                break;
            default:
                throw new DocumentationException($"help has no form for <{tag.Name.LocalName}> in \"{tag.Parent?.Value.Trim()}\"");
        }
    }

    private void ReadList(XElement list)
    {
        foreach (XElement item in list.Elements("item"))
        {
            _current.Append("- ");
            if (item.Element("term") is { } term && item.Element("description") is { } description)
            {
                Read(term);
                _current.Append(": ");
                Read(description);
            }
            else
            {
                Read(item);
            }

            EndParagraph();
        }
    }

    private string Reference(XElement tag)
    {
        if (tag.Attribute("langword") is { } word)
        {
            return (string)word;
        }

        string text = tag.Value;
        if (tag.Attribute("href") is { } address)
        {
            return text.Length > 0 ? $"{text} ({(string)address})" : (string)address;
        }

        return text.Length > 0 ? text : CrossReference.NameOf(Required(tag, "cref"), _assembly);
    }

    private static string Required(XElement tag, string attribute) => (string?)tag.Attribute(attribute)
        ?? throw new DocumentationException($"a <{tag.Name.LocalName}> without {attribute} in \"{tag.Parent?.Value.Trim()}\"");

    private void EndParagraph()
    {
        AddBlock(Whitespace().Replace(_current.ToString(), " ").Trim());
        _current.Clear();
    }

    private void AddBlock(string block)
    {
        if (block.Length > 0)
        {
            _paragraphs.Add(block);
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
