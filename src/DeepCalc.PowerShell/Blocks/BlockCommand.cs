using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet that puts several layers on what is piped in, and puts out the last of them.</summary>
public abstract class BlockCommand : StageCommand
{
    /// <summary>Leaves the weights of the block alone in training: they count as not trainable.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Frozen { get; set; }

    /// <summary>The block on a layer.</summary>
    protected abstract Layer Build(Layer input, BlockScope scope);

    /// <inheritdoc/>
    protected override void Process(Layer? input)
    {
        if (input is null)
        {
            throw new DeepCalcException(
                ErrorCode.TooFewInputs, "a block stands on a layer, whose width it keeps; pipe one in, such as New-InputLayer 197,768.");
        }

        Layer last = Build(input, new BlockScope(Name, Frozen));
        last.RequireUniqueNames();
        WriteObject(last);
    }
}
