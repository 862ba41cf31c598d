namespace DeepCalc.Commands;

/// <summary>Completes the names of the layers of the network in the pipeline, or of the file that Import-Network will read.</summary>
public class LayerNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        Layer? output = parameterName == nameof(ImportNetworkCommand.Output)
            ? Completion.Import(commandAst, cuts: false)
            : Completion.NetworkOf(commandAst, fakeBoundParameters);
        return output is null ? [] : Completion.Matching(wordToComplete, Names(output), Escape);
    }

    /// <summary>Writes a name as the parameter's value.</summary>
    protected virtual string Escape(string name) => name;

    private static IEnumerable<(string Name, string ToolTip)> Names(Layer output)
    {
        Network network;
        try
        {
            network = new Network(output);
        }
        catch (DeepCalcException)
        {
            return [];
        }

        return network.Values.Where(layer => !layer.IsImplicit).Select(layer => (network.NameOf(layer), $"{layer.Kind} {layer.OutputShape}"));
    }
}

/// <summary>Completes the names of layers for a parameter that accepts wildcards.</summary>
public sealed class LayerPatternCompleter : LayerNameCompleter
{
    /// <inheritdoc/>
    protected override string Escape(string name) => WildcardPattern.Escape(name);
}
