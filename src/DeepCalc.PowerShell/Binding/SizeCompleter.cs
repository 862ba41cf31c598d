namespace DeepCalc.Commands;

/// <summary>Completes Import-Network -Size to a table of the sizes that the file leaves open. Each is 1, to be typed over.</summary>
public sealed class SizeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var sizes = new AskedSizes(new Dictionary<string, long>());
        if (Completion.Import(commandAst, cuts: false, sizes) is null || !sizes.Asked.Any())
        {
            return [];
        }

        string table = $"@{{ {string.Join("; ", sizes.Asked.Order(StringComparer.Ordinal).Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}' = 1"))} }}";
        return [new CompletionResult(table, table, CompletionResultType.ParameterValue, "The sizes that the file leaves open.")];
    }
}
