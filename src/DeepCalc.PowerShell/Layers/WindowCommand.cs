namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer with a sliding window.</summary>
public abstract class WindowCommand : LayerCommand
{
    /// <summary>
    /// The padding: a number for all axes (0 by default), one for each axis (1,2), numbers before and after ('0:1', '0:1x2:3'), or a
    /// name. Same gives the output size ⌈W/S⌉ and adds an odd position after the input, SameLower before it. Valid adds none. Causal,
    /// on one axis, adds all before the input.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Padding))]
    [ArgumentCompleter(typeof(PaddingCompleter))]
    [PSDefaultValue(Help = "0")]
    public Padding? Padding { get; set; }

    /// <summary>
    /// The dilation: the distance between neighbouring kernel elements. One number for all axes, or one for each axis. 1 by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    [PSDefaultValue(Help = "1")]
    public AxisValues? Dilation { get; set; }

    /// <summary>How the output size is rounded where the stride does not divide: Floor (the default) or Ceiling.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Rounding), Default = Rounding.Floor)]
    public Rounding Rounding { get; set; }

    /// <summary>The number of spatial axes, 1 to 3. By default, that of the input; 2 for a layer that begins a network.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Rank { get; set; }

    /// <summary>The window that the parameters describe.</summary>
    private protected WindowSettings Window(
        AxisValues kernel, AxisValues stride, BorderMode border = BorderMode.Zero, Padding? padding = null, int? rank = null) => new()
        {
            Kernel = kernel,
            Stride = stride,
            Padding = Padding ?? padding ?? DeepCalc.Padding.None,
            Border = border,
            Dilation = Dilation ?? 1,
            Rounding = Rounding,
            Rank = rank ?? Rank,
        };
}
