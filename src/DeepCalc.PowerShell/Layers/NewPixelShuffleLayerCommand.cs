namespace DeepCalc.Commands;

/// <summary>Adds a layer that moves channels into space (depth to space), or with -Inverse space into channels.</summary>
/// <remarks>
/// A factor of r multiplies each of n spatial axes by r and divides the channels by rⁿ, which must divide them. With -Inverse, r must
/// divide each spatial axis.
/// </remarks>
/// <seealso cref="NewUpsamplingLayerCommand"/>
/// <example>
/// <code>New-InputLayer 64,64,12 | New-PixelShuffleLayer 2 | Get-OutputShape</code>
/// <para>The last layer of a super-resolution network: 128x128x3.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 640,640,3 | New-PixelShuffleLayer 2 -Inverse | Get-OutputShape</code>
/// <para>Space to depth: 320x320x12.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PixelShuffleLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPixelShuffleLayerCommand : LayerCommand
{
    /// <summary>The number of positions that one position becomes on each axis, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Factor { get; set; }

    /// <summary>Moves space into channels instead: space to depth, or pixel unshuffle.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Inverse { get; set; }

    private protected override LayerDefinition Define() => new PixelShuffle(Factor, Inverse);
}
