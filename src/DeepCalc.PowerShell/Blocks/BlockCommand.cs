namespace DeepCalc.Commands;

/// <summary>A cmdlet that adds several layers to the network in the pipeline, and outputs the last of them.</summary>
public abstract class BlockCommand : StageCommand
{
    /// <summary>Builds the block on a layer, and returns its last layer.</summary>
    private protected abstract Layer Build(Layer input, BlockScope scope);

    private protected override void Process(Layer? input)
    {
        DeepCalcException.ThrowIf(
            input is null, ErrorCode.TooFewInputs,
            "a block needs an input layer, whose width it keeps; pipe one in, such as New-InputLayer 197,768.");

        Layer last = Build(input, new BlockScope(Name, Frozen));
        last.RequireUniqueNames();
        WriteObject(last);
    }
}
