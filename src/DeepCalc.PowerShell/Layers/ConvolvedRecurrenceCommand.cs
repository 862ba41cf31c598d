namespace DeepCalc.Commands;

/// <summary>A cmdlet for a linear recurrence behind a short causal convolution.</summary>
public abstract class ConvolvedRecurrenceCommand : LayerCommand
{
    /// <summary>The number of positions that the causal convolution sees: a position and those before it. 4 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 4L)]
    public long KernelSize { get; set; } = 4;

    /// <summary>The type in which the state is held, whatever the type of the network, such as Float32 or BFloat16.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(ElementType))]
    public ElementType? StateType { get; set; }

    /// <summary>The definition with the settings of the convolution and the state.</summary>
    private protected ConvolvedRecurrence Complete(ConvolvedRecurrence definition, bool useConvolutionBias) => definition with
    {
        Kernel = KernelSize,
        UseConvolutionBias = useConvolutionBias,
        StateType = StateType ?? definition.StateType,
    };
}
