using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that puts the windows of an unfolding back into their places and adds them up where they overlap.</summary>
/// <remarks>
/// L positions of C·Fh·Fw values become C channels of the output size: PyTorch's Fold, col2im. The window has the settings that the
/// unfolding of the output has, and L must be the number of its positions there. Each value is one addition. Without -Rank and with one
/// number for each setting there are two spatial axes.
/// </remarks>
/// <seealso cref="NewUnfoldLayerCommand"/>
/// <example>
/// <code>New-InputLayer 768,196 -Layout ChannelsFirst | New-FoldLayer 224 16 -Stride 16 | Get-OutputShape</code>
/// <para>The patches of a vision transformer become an image again: 3x224x224.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 32,32,8 | New-UnfoldLayer 3 -Padding 1 | New-FoldLayer 32,32 3 -Padding 1 | Measure-Layer</code>
/// <para>Windows that overlap are taken out and added up.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "FoldLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewFoldLayerCommand : WindowCommand
{
    /// <summary>The size of the output: one number for all spatial axes, or one for each (32,48 or '32x48').</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues OutputSize { get; set; }

    /// <summary>The kernel size: one number for all axes, or one for each (3,5 or '3x5').</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [AxisValuesTransformation]
    public AxisValues Kernel { get; set; }

    /// <summary>The stride: one number for all axes, or one for each. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Strides")]
    [AxisValuesTransformation]
    public AxisValues? Stride { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Fold(OutputSize, Window(Kernel, Stride ?? 1));
}
