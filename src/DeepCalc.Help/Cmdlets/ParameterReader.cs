using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace DeepCalc.Help.Cmdlets;

/// <summary>Reads the parameters of one cmdlet: flags from PowerShell's command metadata, texts from the doc comments.</summary>
internal sealed class ParameterReader(Type cmdlet, DocumentationSet documentation)
{
    // The defaults of properties are only visible on an instance.
    private readonly object _instance = Activator.CreateInstance(cmdlet)!;

    /// <summary>Reads a parameter.</summary>
    /// <exception cref="DocumentationException">It has no summary.</exception>
    public ParameterHelp Read(ParameterMetadata parameter)
    {
        PropertyInfo property = cmdlet.GetProperty(parameter.Name)!;
        Type type = TypeName.Underlying(parameter.ParameterType);
        IReadOnlyList<string> description = Paragraphs(documentation.Find(property)?.Element("summary"));
        if (description.Count == 0)
        {
            throw new DocumentationException($"-{parameter.Name} of {cmdlet.Name} has no <summary>");
        }

        Dictionary<string, ParameterUse> uses = parameter.ParameterSets.ToDictionary(set => set.Key, set => UseIn(set.Value));
        return new ParameterHelp
        {
            Name = parameter.Name,
            TypeName = TypeName.Short(parameter.ParameterType),
            IsSwitch = parameter.SwitchParameter,
            Description = description,
            Values = ValuesOf(type.IsArray ? type.GetElementType()! : type),
            Default = uses.Values.All(use => use.IsMandatory) ? null : DefaultOf(property),
            TakesWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = [.. parameter.Aliases],
            Uses = uses,
        };
    }

    private static ParameterUse UseIn(ParameterSetMetadata set) => new(
        set.IsMandatory,
        set.Position < 0 ? null : set.Position,
        set.ValueFromPipeline,
        set.ValueFromPipelineByPropertyName);

    private IReadOnlyList<ValueHelp> ValuesOf(Type type) => type.IsEnum
        ? [.. Enum.GetNames(type).Select(name => new ValueHelp(name, Paragraphs(documentation.Find(type.GetField(name)!)?.Element("summary"))))]
        : [];

    // Zero, false and null are the defaults of .NET and are not shown, except for an enumeration.
    private string? DefaultOf(PropertyInfo property) => property.GetCustomAttribute<PSDefaultValueAttribute>()?.Help ?? property.GetValue(_instance) switch
    {
        null or SwitchParameter or "" => null,
        Enum value => value.ToString(),
        string text => text,
        IEnumerable => null,
        ValueType value when value.Equals(Activator.CreateInstance(value.GetType())) => null,
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private IReadOnlyList<string> Paragraphs(XElement? element) => Prose.Paragraphs(element, cmdlet.Assembly);
}
