using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that takes out what a sliding window sees at each of its positions.</summary>
/// <remarks>
/// Each of the L positions of the window becomes a vector of its C·Fh·Fw values: LxC·Fh·Fw, or C·Fh·FwxL with the channels first. This is
/// PyTorch's Unfold, im2col. For the receptive field, the place of a position is lost, unless the window moves on one axis alone.
/// </remarks>
/// <seealso cref="NewFoldLayerCommand"/>
/// <example>
/// <code>New-InputLayer 3,224,224 -Layout ChannelsFirst | New-UnfoldLayer 16 -Stride 16 | Get-OutputShape</code>
/// <para>The patches of a vision transformer: 768x196.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "UnfoldLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewUnfoldLayerCommand : WindowCommand
{
    /// <summary>The kernel size: one number for all axes, or one for each (3,5 or '3x5').</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [AxisValuesTransformation]
    public AxisValues Kernel { get; set; }

    /// <summary>The stride: one number for all axes, or one for each. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Strides")]
    [AxisValuesTransformation]
    [PSDefaultValue(Help = "1")]
    public AxisValues? Stride { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Unfold(Window(Kernel, Stride ?? 1));
}
