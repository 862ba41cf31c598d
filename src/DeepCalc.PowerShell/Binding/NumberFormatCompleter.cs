namespace DeepCalc.Commands;

/// <summary>Completes the names of number formats, such as float16.</summary>
public sealed class NumberFormatCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NumberFormat.Named.Where(format => format.Name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(format => new CompletionResult(format.Name));
}
