using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace DeepCalc.Shell.Hosting;

/// <summary>Asks for the values of parameters that were left out.</summary>
internal sealed class FieldPrompter(ShellHostUI ui)
{
    public Dictionary<string, PSObject> Ask(Collection<FieldDescription> fields)
    {
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (FieldDescription field in fields)
        {
            answers[field.Name] = PSObject.AsPSObject(AskFor(field));
        }

        return answers;
    }

    // Text is enough: the engine converts it as it does what stands on the command line.
    private object AskFor(FieldDescription field)
    {
        string type = field.ParameterTypeFullName;
        if (type == typeof(System.Security.SecureString).FullName)
        {
            return ui.AskSecret($"{field.Name}: ");
        }

        if (type == typeof(PSCredential).FullName)
        {
            return ui.PromptForCredential("", "", "", "");
        }

        return type.EndsWith("[]", StringComparison.Ordinal) ? AskForMany(field.Name) : ui.Ask($"{field.Name}: ");
    }

    private string[] AskForMany(string name)
    {
        var values = new List<string>();
        while (ui.Ask($"{name}[{values.Count}]: ") is { Length: > 0 } value)
        {
            values.Add(value);
        }

        return [.. values];
    }
}
