namespace DeepCalc.Commands;

/// <summary>Completes Import-Network -Value to a table for an input of the file. The content is 0, to be typed over.</summary>
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
