namespace DeepCalc.Commands;

/// <summary>Completes the names of variables that hold a layer.</summary>
public sealed class LayerVariableCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string text = wordToComplete.TrimStart('$');
        return Completion.LayerVariables()
            .Where(variable => variable.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(variable => variable.Name, StringComparer.OrdinalIgnoreCase)
            .Select(variable => new CompletionResult($"${variable.Name}", $"${variable.Name}", CompletionResultType.Variable, variable.Layer.ToString()));
    }
}
