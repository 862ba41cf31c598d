using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that pads the spatial axes.</summary>
/// <remarks>
/// Keras and PyTorch have such layers where a convolution has no padding of that kind. The output has as many positions as the
/// input and the padding. For the receptive field the padding lies outside of the input, whatever is put there.
/// </remarks>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-PaddingLayer 3 | New-ConvLayer 64 7 -Stride 2 | Get-OutputShape</code>
/// <para>The beginning of ResNet-50 in Keras.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-PaddingLayer '0:1' -Mode Reflect | Get-OutputShape</code>
/// <para>One row and one column more, mirrored.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PaddingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPaddingLayerCommand : SpatialCommand
{
    /// <summary>The padding in numbers: one for all axes (1), one for each (1,2), or before and after: '0:1', (0,1),(2,3).</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [PaddingTransformation]
    public Padding Padding { get; set; } = Padding.None;

    /// <summary>What is put there: Zero (the default), Reflect, Replicate or Circular.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(BorderMode), Default = BorderMode.Zero)]
    public BorderMode Mode { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new BorderPadding(Padding, Mode, Rank);
}
