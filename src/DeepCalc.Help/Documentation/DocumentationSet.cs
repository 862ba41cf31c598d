using System.Reflection;
using System.Xml.Linq;

namespace DeepCalc.Help.Documentation;

/// <summary>The doc comments of several assemblies, each read from the file beside the assembly when it is first needed.</summary>
public sealed class DocumentationSet
{
    private readonly Dictionary<string, DocumentationFile> _files = [];

    /// <summary>The doc comment of a type, its own or inherited; null if there is none.</summary>
    public XElement? Find(Type type)
    {
        for (Type? declarer = type; declarer is not null; declarer = declarer.BaseType)
        {
            XElement? comment = FileOf(declarer).Find(MemberId.Of(declarer));
            if (comment is null || !Inherits(comment))
            {
                return comment;
            }
        }

        return null;
    }

    /// <summary>The doc comment of a property, its own or that of the property it overrides; null if there is none.</summary>
    public XElement? Find(PropertyInfo property)
    {
        for (PropertyInfo? declared = property; declared is not null; declared = Overridden(declared))
        {
            XElement? comment = FileOf(declared.DeclaringType!).Find(MemberId.Of(declared));
            if (comment is null || !Inherits(comment))
            {
                return comment;
            }
        }

        return null;
    }

    /// <summary>The doc comment of a value of an enumeration, or null.</summary>
    public XElement? FindValue(Type enumeration, string value)
    {
        ArgumentNullException.ThrowIfNull(enumeration);
        return FileOf(enumeration).Find(MemberId.OfValue(enumeration, value));
    }

    private static bool Inherits(XElement comment) => comment.Element("inheritdoc") is not null;

    private static PropertyInfo? Overridden(PropertyInfo property) => property.DeclaringType!.BaseType?.GetProperty(property.Name);

    private DocumentationFile FileOf(Type type)
    {
        string path = type.Assembly.Location;
        if (!_files.TryGetValue(path, out DocumentationFile? file))
        {
            file = DocumentationFile.Beside(path);
            _files.Add(path, file);
        }

        return file;
    }
}
