namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer of filters with a sliding window.</summary>
public abstract class ConvolutionCommand : FilterCommand
{
    /// <summary>The number of filters, which is the number of output channels: 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Filters { get; set; }

    /// <inheritdoc cref="NewDenseLayerCommand.NoBias"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }
}
