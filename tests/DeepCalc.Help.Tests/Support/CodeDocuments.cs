using System.Reflection;
using System.Runtime.Loader;
using DeepCalc.Help.Cmdlets;
using DeepCalc.Help.Documentation;

namespace DeepCalc.Help.Tests.Support;

/// <summary>What the code and its doc comments say, for the lists in documents.</summary>
internal static class CodeDocuments
{
    private static readonly DocumentationSet Documentation = new();

    /// <summary>The assembly of the cmdlets, as it was built, with its doc comments beside it.</summary>
    public static Assembly Cmdlets { get; } = Load();

    /// <summary>The help of every cmdlet, by name.</summary>
    public static IReadOnlyList<CommandHelp> Commands { get; } = new CommandReader(Cmdlets).ReadAll();

    /// <summary>A type of the core or of the readers.</summary>
    public static Type TypeOf(string assembly, string name) =>
        AssemblyLoadContext.GetLoadContext(Cmdlets)!.LoadFromAssemblyName(new AssemblyName(assembly)).GetType(name, throwOnError: true)!;

    /// <summary>The values of an enumeration of the core, with their doc comments.</summary>
    public static IEnumerable<(string Name, string Summary)> Values(string enumeration)
    {
        Type type = TypeOf("DeepCalc.Core", enumeration);
        return Enum.GetNames(type).Select(name => (name, Prose.Line(Documentation.FindValue(type, name)?.Element("summary"), Cmdlets)));
    }

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
