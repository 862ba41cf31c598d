using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet that answers a question about each network that is piped in.</summary>
public abstract class NetworkCommand : PSCmdlet
{
    private bool _isVerbose;

    /// <summary>The last layer of a network: what the New-...Layer cmdlets put out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [LayerTransformation]
    public virtual Layer? InputObject { get; set; }

    /// <summary>The input shape to measure with, without the batch axis: 224,224,3 or '224x224x3'. Without it, the network's own. For a network of a file, in the order of its axes and with the batch axis or without it.</summary>
    [Parameter]
    public string[]? InputShape { get; set; }

    /// <summary>Answers for one network.</summary>
    protected abstract void Answer(Network network);

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _isVerbose = MyInvocation.BoundParameters.TryGetValue("Verbose", out object? given)
            ? given is SwitchParameter { IsPresent: true }
            : SessionState.PSVariable.GetValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore or "SilentlyContinue");

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var network = new Network(InputObject ?? throw Errors.Null(nameof(InputObject)));
            if (InputShape is { } text)
            {
                network = OnInput(network, ShapeText.Parse(text, network.Layout));
            }

            if (_isVerbose)
            {
                WriteVerbose(Describe(network));
            }

            Answer(network);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(InputObject));
        }
    }

    private Network OnInput(Network network, TensorShape shape)
    {
        Network bound = Bound(network, shape);
        if (ShapeWarning.OfShape(bound.Inputs[0].OutputShape) is { } doubt)
        {
            WriteWarning(doubt);
        }

        return bound;
    }

    private static Network Bound(Network network, TensorShape shape)
    {
        try
        {
            return network.WithInput(shape);
        }
        catch (DeepCalcException e) when (e.Code == ErrorCode.AmbiguousInput)
        {
            throw e.Advising(network.Inputs.Any(input => input.OutputShape is FileTensor)
                ? "Give the sizes by their names, with -Size of Import-Network."
                : "Give each its shape with New-InputLayer.");
        }
    }

    private static string Describe(Network network)
    {
        Layer[] inputs = [.. network.Inputs.Where(input => !input.IsImplicit)];
        string from = inputs.Length == 0 ? "without an input layer" : $"on {string.Join(" and ", inputs.Select(input => input.OutputShape))}";
        string framework = network.Output.Framework is { } defaults ? $", with the defaults of {defaults}" : "";
        return $"{network.Name}: {network.Layers.Count(layer => !layer.IsImplicit)} layers {from}{framework}, to {string.Join(" and ", network.Outputs.Select(output => output.OutputShape))}.";
    }
}
