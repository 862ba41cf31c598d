using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer of filters with a sliding window.</summary>
public abstract class FilterCommand : WindowCommand
{
    /// <summary>The number of filters, which is the number of output channels: 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Filters { get; set; }

    /// <summary>The kernel size: one number for all axes, or one for each axis (3,5 or '3x5').</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [AxisValuesTransformation]
    public AxisValues Kernel { get; set; }

    /// <summary>The stride: one number for all axes, or one for each axis. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Strides")]
    [AxisValuesTransformation]
    [PSDefaultValue(Help = "1")]
    public AxisValues? Stride { get; set; }

    /// <summary>Leaves out the biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    /// <summary>The window that the parameters describe.</summary>
    protected WindowSettings Window() => Window(Kernel, Stride ?? 1);
}
