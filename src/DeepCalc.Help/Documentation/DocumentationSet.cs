namespace DeepCalc.Help.Documentation;

/// <summary>The doc comments of several assemblies, each read from the compiler's file beside the assembly when it is first needed.</summary>
internal sealed class DocumentationSet
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>
    /// The doc comment of a type, a property or a value of an enumeration: its own, or where it inherits that of the member that it names,
    /// of the base type or of the overridden property; null if there is none.
    /// </summary>
    public XElement? Find(MemberInfo member)
    {
        for (MemberInfo? declared = member; declared is not null; declared = Inherited(declared))
        {
            Dictionary<string, XElement> file = FileOf(declared.Module.Assembly);
            XElement? comment = file.GetValueOrDefault(IdOf(declared));
            if (comment?.Element("inheritdoc") is not { } inherits)
            {
                return comment;
            }

            if ((string?)inherits.Attribute("cref") is { } id)
            {
                return file.GetValueOrDefault(id);
            }
        }

        return null;
    }

    private static MemberInfo? Inherited(MemberInfo member) =>
        member is Type type ? type.BaseType : member.DeclaringType!.BaseType?.GetProperty(member.Name);

    // The compiler's id: T:Namespace.Type, P:Namespace.Type.Property, F:Namespace.Enumeration.Value.
    private static string IdOf(MemberInfo member) => member is Type type
        ? $"T:{NameOf(type)}"
        : $"{(member is PropertyInfo ? 'P' : 'F')}:{NameOf(member.DeclaringType!)}.{member.Name}";

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private Dictionary<string, XElement> FileOf(Assembly assembly)
    {
        if (!_files.TryGetValue(assembly, out Dictionary<string, XElement>? members))
        {
            string path = Path.ChangeExtension(assembly.Location, ".xml");

            // Whitespace has the line breaks of code.
            members = !File.Exists(path) ? [] : XDocument.Load(path, LoadOptions.PreserveWhitespace)
                .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
            _files.Add(assembly, members);
        }

        return members;
    }
}
