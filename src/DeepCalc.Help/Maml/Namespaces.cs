using System.Xml.Linq;

namespace DeepCalc.Help.Maml;

/// <summary>The namespaces of PowerShell's help files.</summary>
internal static class Namespaces
{
    public static readonly XNamespace HelpSpace = "http://msh";

    public static readonly XNamespace MamlSpace = "http://schemas.microsoft.com/maml/2004/10";

    public static readonly XNamespace CommandSpace = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    public static readonly XNamespace DevSpace = "http://schemas.microsoft.com/maml/dev/2004/10";
}
