using System.Management.Automation;

namespace DeepCalc.Help.Documentation;

/// <summary>The PowerShell name of a <c>cref</c>'s target: the name of a cmdlet, a parameter with its dash, the short name of any other member.</summary>
internal static class CrossReference
{
    /// <summary>The name for the id of a member, such as <c>T:DeepCalc.Layer</c>.</summary>
    /// <exception cref="DocumentationException">The member does not exist.</exception>
    public static string NameOf(string id, Assembly assembly)
    {
        if (id.StartsWith("!:", StringComparison.Ordinal))
        {
            throw new DocumentationException($"a cref leads nowhere: {id}");
        }

        string path = id[2..].Split('(')[0];
        return id[0] switch
        {
            'T' when CmdletAt(path, assembly) is { } cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}",
            'P' when IsParameter(path, assembly) => "-" + LastOf(path),
            'M' when path.EndsWith(".#ctor", StringComparison.Ordinal) => LastOf(path[..^".#ctor".Length]),
            _ => LastOf(path),
        };
    }

    private static CmdletAttribute? CmdletAt(string path, Assembly assembly) =>
        assembly.GetType(path)?.GetCustomAttribute<CmdletAttribute>();

    private static bool IsParameter(string path, Assembly assembly)
    {
        int dot = path.LastIndexOf('.');
        return assembly.GetType(path[..dot])?.GetProperty(path[(dot + 1)..])?.IsDefined(typeof(ParameterAttribute)) == true;
    }

    // Tally`1 is Tally.
    private static string LastOf(string path) => path[(path.LastIndexOf('.') + 1)..].Split('`')[0];
}
