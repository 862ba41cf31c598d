using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeepCalc.Help.Cmdlets;

/// <summary>Finds the cmdlets that are related to a cmdlet.</summary>
internal sealed partial class Relations
{
    // Cmdlets of a larger family have little in common.
    private const int LargestFamily = 10;

    private readonly Dictionary<string, Type> _cmdlets;

    /// <summary>Finds the public cmdlets of an assembly.</summary>
    public Relations(Assembly assembly) => _cmdlets = assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.IsDefined(typeof(CmdletAttribute), inherit: false))
        .ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>
    /// The names of related cmdlets: those in the seealso tags of the doc comment, those with the same base class, and those in the texts
    /// and examples.
    /// </summary>
    public IReadOnlyList<string> Of(Type cmdlet, XElement? comment, IEnumerable<string> texts)
    {
        IEnumerable<string> named =
        [
            .. (comment?.Elements("seealso") ?? []).Select(tag => (string?)tag.Attribute("cref")).OfType<string>()
                .Select(id => NameOf(cmdlet.Assembly.GetType(id[2..])
                    ?? throw new Documentation.DocumentationException($"a <seealso> of {cmdlet.Name} names no cmdlet: {id}"))),
            .. Family(cmdlet),
            .. texts.SelectMany(text => CmdletName().Matches(text)).Select(match => match.Value),
        ];
        return [.. named.Where(_cmdlets.ContainsKey).Distinct(StringComparer.Ordinal).Where(name => name != NameOf(cmdlet))];
    }

    private string[] Family(Type cmdlet)
    {
        string[] family = [];
        for (Type? ancestor = cmdlet.BaseType; ancestor?.Assembly == cmdlet.Assembly; ancestor = ancestor.BaseType)
        {
            string[] larger = [.. _cmdlets.Where(entry => entry.Value.IsSubclassOf(ancestor)).Select(entry => entry.Key).Order(StringComparer.Ordinal)];
            if (larger.Length > LargestFamily)
            {
                break;
            }

            family = larger;
        }

        return family;
    }

    private static string NameOf(Type cmdlet) => cmdlet.GetCustomAttribute<CmdletAttribute>() is { } name
        ? $"{name.VerbName}-{name.NounName}"
        : throw new Documentation.DocumentationException($"{cmdlet.Name} is no cmdlet");

    [GeneratedRegex(@"\b[A-Z][a-z]+-[A-Z]\w+")]
    private static partial Regex CmdletName();
}
