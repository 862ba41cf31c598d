namespace DeepCalc.Commands;

/// <summary>Completes -Size to a table of the sizes that the file, or the network in the pipeline, leaves open. Each is 1, to be typed over.</summary>
public sealed class SizeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string[] names = [.. (string.Equals(commandName, "Import-Network", StringComparison.OrdinalIgnoreCase) ? OfFile(commandAst) : OfNetwork(commandAst, fakeBoundParameters))
            .Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            return [];
        }

        string table = $"@{{ {string.Join("; ", names.Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}' = 1"))} }}";
        return [new CompletionResult(table, table, CompletionResultType.ParameterValue, "The sizes that the network leaves open.")];
    }

    private static IEnumerable<string> OfFile(CommandAst import)
    {
        var sizes = new AskedNames<long>(new Dictionary<string, long>());
        return Completion.Import(import, cuts: false, sizes) is null ? [] : sizes.Asked;
    }

    private static IEnumerable<string> OfNetwork(CommandAst command, IDictionary bound)
    {
        try
        {
            return Completion.NetworkOf(command, bound) is { } output ? new Network(output).OpenSizes : [];
        }
        catch (DeepCalcException)
        {
            return [];
        }
    }
}
