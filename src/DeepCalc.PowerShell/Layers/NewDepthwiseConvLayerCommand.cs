namespace DeepCalc.Commands;

/// <summary>Adds a depthwise convolution: a convolution of each channel by itself.</summary>
/// <remarks>
/// Each channel has -Multiplier filters, so that there are that many times as many output channels. It equals a convolution with as
/// many groups as channels.
/// </remarks>
/// <example>
/// <code>New-InputLayer 112,112,32 | New-DepthwiseConvLayer 3 -Padding Same -NoBias | Measure-Layer</code>
/// <para>The depthwise half of a MobileNet block: 288 parameters.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DepthwiseConvLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewDepthwiseConvLayerCommand : FilterCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [Setting(typeof(AxisValues))]
    public override AxisValues Kernel { get; set; }

    /// <summary>The number of filters for each channel, 1 or more. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("DepthMultiplier")]
    [Setting(typeof(long), Default = 1L)]
    public long Multiplier { get; set; } = 1;

    /// <inheritdoc cref="NewDenseLayerCommand.NoBias"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    /// <inheritdoc cref="NewConvLayerCommand.PaddingMode"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(BorderMode), Default = BorderMode.Zero)]
    public BorderMode PaddingMode { get; set; }

    private protected override LayerDefinition Define() => new DepthwiseConvolution(Multiplier, Window(PaddingMode), !NoBias);
}
