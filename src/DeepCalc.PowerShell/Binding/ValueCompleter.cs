using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeepCalc.Commands;

/// <summary>Completes -Value of Import-Network to a table of the inputs that the file has, for their contents to be typed in.</summary>
public sealed class ValueCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Import(commandAst, cuts: false) is { } output
            ? new Network(output).Inputs.Where(input => input.Name is not null).Select(input =>
            {
                string table = $"@{{ '{input.Name!.Replace("'", "''", StringComparison.Ordinal)}' = 0 }}";
                return new CompletionResult(table, table, CompletionResultType.ParameterValue, $"{input.Name} {input.OutputShape}");
            })
            : [];
}
