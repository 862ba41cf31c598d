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
    [PaddingTransformation]
    [ArgumentCompleter(typeof(PaddingCompleter))]
    [PSDefaultValue(Help = "0")]
    public Padding? Padding { get; set; }

    /// <summary>
    /// The dilation: the distance between neighbouring kernel elements. One number for all axes, or one for each axis. 1 by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
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

    /// <summary>The padding that applies where none is given.</summary>
    protected virtual Padding DefaultPadding => Padding.None;

    /// <summary>The number of spatial axes, or null for that of the input.</summary>
    protected virtual int? WindowRank => Rank;

    /// <summary>The contents of the padding.</summary>
    protected virtual BorderMode Border => BorderMode.Zero;

    /// <summary>The window that the parameters describe.</summary>
    protected WindowSettings Window(AxisValues kernel, AxisValues stride) => new()
    {
        Kernel = kernel,
        Stride = stride,
        Padding = Padding ?? DefaultPadding,
        Border = Border,
        Dilation = Dilation ?? 1,
        Rounding = Rounding,
        Rank = WindowRank,
    };
}
