namespace DeepCalc.Commands;

/// <summary>Adds a layer that reorders the axes.</summary>
/// <remarks>
/// Axes are numbered from 0 without the batch axis; Keras numbers them from 1. The layout stays that of the input. Where the new order
/// moves the channel axis, give its new place by -Layout.
/// </remarks>
/// <seealso cref="NewReshapeLayerCommand"/>
/// <seealso cref="NewSqueezeLayerCommand"/>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-PermuteLayer 2,0,1 -Layout ChannelsFirst | New-ConvLayer 8 3 | Get-OutputShape</code>
/// <para>An image with channels last, for a network with channels first.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-PermuteLayer 1,0 | Get-OutputShape</code>
/// <para>Steps and features exchanged.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PermuteLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPermuteLayerCommand : LayerCommand
{
    /// <summary>For each axis of the output, the input axis that it comes from: 2,0,1. Negative numbers count from the end.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues Order { get; set; }

    /// <summary>The place of the channel axis in the output: ChannelsLast or ChannelsFirst. By default, that of the input.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Layout))]
    public Layout? Layout { get; set; }

    private protected override LayerDefinition Define() => new Permute(Order, Layout);
}
