using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet that answers a question about each network that is piped in.</summary>
public abstract class NetworkCommand : PSCmdlet
{
    /// <summary>The last layer of a network: what the New-...Layer cmdlets put out.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public Layer? InputObject { get; set; }

    /// <summary>The input shape to measure with, without the batch axis: 224,224,3 or '224x224x3'. Without it, the network's own. For a network of a file, in the order of its axes and with the batch axis or without it.</summary>
    [Parameter]
    public string[]? InputShape { get; set; }

    /// <summary>Answers for one network.</summary>
    protected abstract void Answer(Network network);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var network = new Network(InputObject ?? throw Errors.Null(nameof(InputObject)));
            Answer(InputShape is { } shape ? network.WithInput(ShapeText.Parse(shape, network.Layout)) : network);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(InputObject));
        }
    }
}
