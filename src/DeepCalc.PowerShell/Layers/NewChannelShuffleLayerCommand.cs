namespace DeepCalc.Commands;

/// <summary>Adds a layer that interleaves the channels of several groups.</summary>
/// <remarks>
/// Channel o of the output is channel (o mod g)·C/g + ⌊o/g⌋ of the input, so that a following grouped convolution sees channels of
/// every group. The shape stays the same, and the layer does no work.
/// </remarks>
/// <seealso cref="NewPixelShuffleLayerCommand"/>
/// <seealso cref="NewPermuteLayerCommand"/>
/// <example>
/// <code>New-InputLayer 28,28,240 | New-ConvLayer 240 1 -Groups 3 -NoBias | New-ChannelShuffleLayer 3 | Measure-Layer</code>
/// <para>The first half of a ShuffleNet unit.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ChannelShuffleLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewChannelShuffleLayerCommand : LayerCommand
{
    /// <summary>The number of groups, which must divide the number of channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Groups { get; set; }

    private protected override LayerDefinition Define() => new ChannelShuffle(Groups);
}
