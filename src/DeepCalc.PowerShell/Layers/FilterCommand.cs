namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer with a kernel, which comes behind another setting unless the cmdlet gives it position 0.</summary>
public abstract class FilterCommand : WindowCommand
{
    /// <summary>The kernel size: one number for all axes, or one for each axis (3,5 or '3x5').</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [Setting(typeof(AxisValues))]
    public virtual AxisValues Kernel { get; set; }

    /// <summary>The stride: one number for all axes, or one for each axis. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Strides")]
    [Setting(typeof(AxisValues))]
    [PSDefaultValue(Help = "1")]
    public AxisValues? Stride { get; set; }

    /// <summary>The window that the parameters describe.</summary>
    private protected WindowSettings Window(BorderMode border = BorderMode.Zero, Padding? padding = null, int? rank = null) =>
        Window(Kernel, Stride ?? 1, border, padding, rank);
}
