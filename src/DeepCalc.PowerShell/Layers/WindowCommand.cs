using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer with a sliding window.</summary>
public abstract class WindowCommand : LayerCommand
{
    /// <summary>The padding: Same (the odd one after), SameLower (before), Valid, Causal (all before, in 1-d), a number for all axes (0, the default), one for each axis (1,2), or numbers before and after: '0:1', '0:1x2:3'.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [PaddingTransformation]
    [ArgumentCompleter(typeof(PaddingCompleter))]
    [PSDefaultValue(Help = "0")]
    public Padding? Padding { get; set; }

    /// <summary>The dilation: the distance between neighbouring kernel elements. One number for all axes, or one for each. 1 by default.</summary>
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

    /// <summary>The number of spatial axes, 1 to 3. Without it the input tells; a layer that begins a network has two.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Rank { get; set; }

    /// <summary>The padding where none is given.</summary>
    protected virtual Padding DefaultPadding => Padding.None;

    /// <summary>The number of spatial axes, or null for the input's.</summary>
    protected virtual int? WindowRank => Rank;

    /// <summary>What the padding is.</summary>
    protected virtual BorderMode Border => BorderMode.Zero;

    /// <summary>The window that the parameters make.</summary>
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
