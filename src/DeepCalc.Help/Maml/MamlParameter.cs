using System.Globalization;
using static DeepCalc.Help.Maml.MamlElements;

namespace DeepCalc.Help.Maml;

/// <summary>Writes parameters, for the syntax and for the list of parameters.</summary>
internal static class MamlParameter
{
    /// <summary>A parameter in the syntax, with the values of an enumeration and without a value for a switch.</summary>
    public static XElement InSyntax(ParameterHelp parameter, ParameterUse use)
    {
        XElement element = Begin(parameter, use);
        if (parameter.Values.Count > 0 && !parameter.TypeName.EndsWith("[]", StringComparison.Ordinal))
        {
            element.Add(new XElement(
                CommandSpace + "parameterValueGroup",
                parameter.Values.Select(value => Value(value.Name))));
        }
        else if (!parameter.IsSwitch)
        {
            element.Add(Value(parameter.TypeName));
        }

        element.Add(TypeAndDefault(parameter));
        return element;
    }

    /// <summary>A parameter with its description and all its facts.</summary>
    public static XElement Explained(ParameterHelp parameter)
    {
        XElement element = Begin(parameter, parameter.Use);
        element.Add(Value(parameter.TypeName, required: !parameter.IsSwitch));
        element.Add(TypeAndDefault(parameter));
        if (parameter.Values.Count > 0)
        {
            element.Add(new XElement(DevSpace + "possibleValues", parameter.Values.Select(PossibleValue)));
        }

        return element;
    }

    private static XElement Begin(ParameterHelp parameter, ParameterUse use) => new(
        CommandSpace + "parameter",
        new XAttribute("required", use.IsMandatory),
        new XAttribute("variableLength", parameter.TypeName.EndsWith("[]", StringComparison.Ordinal)),
        new XAttribute("globbing", parameter.TakesWildcards),
        new XAttribute("pipelineInput", PipelineInput(use)),
        new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(MamlSpace + "name", parameter.Name),
        Description(parameter.Description));

    private static string PipelineInput(ParameterUse use) => (use.TakesValue, use.TakesProperty) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement Value(string text, bool required = true) => new(
        CommandSpace + "parameterValue",
        new XAttribute("required", required),
        new XAttribute("variableLength", false),
        text);

    private static XElement[] TypeAndDefault(ParameterHelp parameter) =>
    [
        new(DevSpace + "type", new XElement(MamlSpace + "name", parameter.TypeName)),
        new(DevSpace + "defaultValue", parameter.Default ?? "None"),
    ];

    private static XElement PossibleValue(ValueHelp value) => new(
        DevSpace + "possibleValue",
        new XElement(DevSpace + "value", value.Name),
        Description(value.Description));
}
