using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepCalc.Help.Cmdlets;

namespace DeepCalc.Help.Tests.Support;

/// <summary>What the code and its doc comments say, for the lists in documents.</summary>
internal static class CodeDocuments
{
    /// <summary>The assembly of the core.</summary>
    public const string Core = "DeepCalc.Core";

    /// <summary>The assembly of the readers.</summary>
    public const string Formats = "DeepCalc.Formats";

    private static readonly Dictionary<string, Dictionary<string, XElement>> Comments = [];

    /// <summary>The assembly of the cmdlets, as it was built, with its doc comments beside it.</summary>
    public static Assembly Cmdlets { get; } = Load();

    /// <summary>The help of every cmdlet, by name.</summary>
    public static IReadOnlyList<CommandHelp> Commands { get; } = new CommandReader(Cmdlets).ReadAll();

    /// <summary>The assembly of a name.</summary>
    public static Assembly Assembly(string name) => AssemblyLoadContext.GetLoadContext(Cmdlets)!.LoadFromAssemblyName(new AssemblyName(name));

    /// <summary>A doc comment of a member, by the beginning of its id (<c>F:DeepCalc.ErrorCode.InvalidSize</c>), or null if it has none of its own.</summary>
    public static XElement? Comment(string assembly, string id)
    {
        lock (Comments)
        {
            if (!Comments.TryGetValue(assembly, out Dictionary<string, XElement>? comments))
            {
                comments = XDocument.Load(Path.ChangeExtension(Assembly(assembly).Location, ".xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
                Comments.Add(assembly, comments);
            }

            return comments.FirstOrDefault(comment => comment.Key == id || comment.Key.StartsWith(id + "(", StringComparison.Ordinal)).Value is { } found
                && found.Element("inheritdoc") is null ? found : null;
        }
    }

    /// <summary>The values of an enumeration of the core, with their doc comments.</summary>
    public static IEnumerable<(string Name, string Summary)> Values(string enumeration) => Enum.GetNames(Assembly(Core).GetType("DeepCalc." + enumeration)!)
        .Select(name => (name, Text(Comment(Core, $"F:DeepCalc.{enumeration}.{name}")!.Element("summary")!)));

    /// <summary>The text of an element of a doc comment, in Markdown.</summary>
    public static string Markdown(XElement element) => Text(element, code => $"`{code}`").Replace("|", "\\|", StringComparison.Ordinal);

    private static string Text(XElement element) => Text(element, code => code);

    private static string Text(XElement element, Func<string, string> code) => Regex.Replace(
        string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } child => code(child.Value),
            XElement { Name.LocalName: "see" } child when child.Attribute("href") is { } address => $"[{child.Value}]({address.Value})",
            XElement child => Text(child, code),
            XText text => text.Value,
            _ => "",
        })),
        @"\s+",
        " ").Trim();

    private static Assembly Load()
    {
        string path = typeof(CodeDocuments).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Cmdlets").Value!;
        return new Context(Path.GetDirectoryName(path)!).LoadFromAssemblyPath(path);
    }

    // Apart from the module that the tests import, which has no doc comments.
    private sealed class Context(string folder) : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(folder, assemblyName.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
