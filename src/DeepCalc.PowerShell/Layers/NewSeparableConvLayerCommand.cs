namespace DeepCalc.Commands;

/// <summary>Adds a separable convolution: a depthwise convolution, then a 1x1 convolution over all channels.</summary>
/// <remarks>
/// The counts include both steps. The window is that of the depthwise step. Only the 1x1 step has biases, as in Keras.
/// </remarks>
/// <example>
/// <code>New-InputLayer 32,32,64 | New-SeparableConvLayer 128 3 -Padding Same | Show-Calculation Parameter, Operation</code>
/// <para>3·3·64 + 64·128 + 128 parameters.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SeparableConvLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSeparableConvLayerCommand : ConvolutionCommand
{
    /// <summary>The number of filters for each channel in the depthwise step, 1 or more. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("DepthMultiplier")]
    [Setting(typeof(long), Default = 1L)]
    public long Multiplier { get; set; } = 1;

    /// <inheritdoc cref="NewConvLayerCommand.PaddingMode"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(BorderMode), Default = BorderMode.Zero)]
    public BorderMode PaddingMode { get; set; }

    private protected override LayerDefinition Define() =>
        new SeparableConvolution(Filters, Window(PaddingMode), Multiplier, !NoBias);
}
