using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a separable convolution: a depthwise one, and one of kernel 1 over all channels.</summary>
/// <remarks>Both steps are counted. The window is that of the first step; only the second has biases, as in Keras.</remarks>
/// <example>
/// <code>New-InputLayer 32,32,64 | New-SeparableConvLayer 128 3 -Padding Same | Show-Calculation Parameter, Operation</code>
/// <para>3·3·64 + 64·128 + 128 parameters.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SeparableConvLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSeparableConvLayerCommand : FilterCommand
{
    /// <summary>The number of filters of each channel in the depthwise step. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("DepthMultiplier")]
    [Setting(typeof(long), Default = 1L)]
    public long Multiplier { get; set; } = 1;

    /// <summary>What the padding is: Zero (the default), Reflect, Replicate or Circular, as PyTorch's padding_mode. Reflect takes less than the input has, Circular at most as much.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(BorderMode), Default = BorderMode.Zero)]
    public BorderMode PaddingMode { get; set; }

    /// <inheritdoc/>
    protected override BorderMode Border => PaddingMode;

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new SeparableConvolution(Filters, Window(), Multiplier, !NoBias);
}
