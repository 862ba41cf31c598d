using System.Management.Automation;
using System.Text.RegularExpressions;

namespace DeepCalc.Help.Cmdlets;

/// <summary>Finds the cmdlets of an assembly that are related to one of them.</summary>
internal sealed partial class Relations
{
    // Cmdlets of a larger family have little in common.
    private const int LargestFamily = 10;

    private readonly Dictionary<string, Type> _cmdlets;

    // The pairs of cmdlets that a seealso tag of one of the two names.
    private readonly (string One, string Other)[] _pairs;

    /// <summary>Finds the relations between cmdlets.</summary>
    public Relations(IEnumerable<Type> cmdlets, DocumentationSet documentation)
    {
        _cmdlets = cmdlets.ToDictionary(NameOf, StringComparer.Ordinal);
        _pairs =
        [
            .. from cmdlet in _cmdlets
               from tag in documentation.Find(cmdlet.Value)?.Elements("seealso") ?? []
               let id = (string?)tag.Attribute("cref") ?? ""
               select (cmdlet.Key, NameOf(cmdlet.Value.Assembly.GetType(id[2..])
                   ?? throw new DocumentationException($"a <seealso> of {cmdlet.Value.Name} names no cmdlet: {id}"))),
        ];
    }

    /// <summary>
    /// The names of related cmdlets: those in a seealso tag of either doc comment, those with the same base class, and those in the texts
    /// and examples.
    /// </summary>
    public IReadOnlyList<string> Of(Type cmdlet, IEnumerable<string> texts)
    {
        string own = NameOf(cmdlet);
        IEnumerable<string> named =
        [
            .. _pairs.Where(pair => pair.One == own).Select(pair => pair.Other),
            .. _pairs.Where(pair => pair.Other == own).Select(pair => pair.One),
            .. Family(cmdlet),
            .. texts.SelectMany(text => CmdletName().Matches(text)).Select(match => match.Value),
        ];
        return [.. named.Where(_cmdlets.ContainsKey).Distinct(StringComparer.Ordinal).Where(name => name != own)];
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
        : throw new DocumentationException($"{cmdlet.Name} is no cmdlet");

    [GeneratedRegex(@"\b[A-Z][a-z]+-[A-Z]\w+")]
    private static partial Regex CmdletName();
}
