namespace DeepCalc.Commands;

/// <summary>Adds the channel mixing of RWKV-4, RWKV-6 or RWKV-7, in place of a feed-forward network.</summary>
/// <remarks>
/// A position is mixed with the one before it, projected to the hidden width, put through a squared ReLU and projected back. RWKV-4
/// and RWKV-6 have a gate of the output, the sigmoid of another projection. What is remembered is the last input.
/// </remarks>
/// <seealso cref="NewRwkvTimeMixingLayerCommand"/>
/// <seealso cref="NewFeedForwardBlockCommand"/>
/// <example>
/// <code>New-InputLayer T,768 | New-RwkvChannelMixingLayer 3072 | Measure-Layer</code>
/// <para>The channel mixing of RWKV-7 with 168 million parameters.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RwkvChannelMixingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewRwkvChannelMixingLayerCommand : LayerCommand
{
    /// <summary>The width of the hidden layer, 1 or more: 4 times the features of the input in V4 and V7, 3.5 times in V6.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Hidden { get; set; }

    /// <summary>The version, V4, V6 or V7. V7 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(RwkvVersion), Default = RwkvVersion.V7)]
    public RwkvVersion Version { get; set; } = RwkvVersion.V7;

    private protected override LayerDefinition Define() => new RwkvChannelMixing(Hidden, Version);
}
