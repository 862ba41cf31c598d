using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeepCalc.Commands;

/// <summary>Completes the names of layers: of the network that is piped in, or of the file that Import-Network is to read.</summary>
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

    /// <summary>How a name is written as the parameter's value.</summary>
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

        return network.Layers.Where(layer => !layer.IsImplicit).Select(layer => (network.NameOf(layer), $"{layer.Kind} {layer.OutputShape}"));
    }
}

/// <summary>Completes the names of layers where wildcards are taken.</summary>
public sealed class LayerPatternCompleter : LayerNameCompleter
{
    /// <inheritdoc/>
    protected override string Escape(string name) => WildcardPattern.Escape(name);
}
