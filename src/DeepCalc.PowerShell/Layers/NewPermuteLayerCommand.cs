using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that puts the axes in another order.</summary>
/// <remarks>
/// Axes are numbered from 0 without the batch axis, where Keras begins with 1. The layout stays what the input says; where the order
/// moves the channel axis, -Layout says where it is then.
/// </remarks>
/// <seealso cref="NewReshapeLayerCommand"/>
/// <seealso cref="NewSqueezeLayerCommand"/>
/// <seealso cref="NewExpandLayerCommand"/>
/// <seealso cref="NewFlattenLayerCommand"/>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-PermuteLayer 2,0,1 -Layout ChannelsFirst | New-ConvLayer 8 3 | Get-OutputShape</code>
/// <para>An image with its channels last, for a network that has them first.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-PermuteLayer 1,0 | Get-OutputShape</code>
/// <para>Steps and features exchanged.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PermuteLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPermuteLayerCommand : LayerCommand
{
    /// <summary>For each axis of the output, the axis of the input that it is: 2,0,1. Negative from the end.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues Order { get; set; }

    /// <summary>Where the channel axis stands after it: ChannelsLast or ChannelsFirst. As before by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Layout))]
    public Layout? Layout { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Permute(Order, Layout);
}
