namespace DeepCalc.Commands;

/// <summary>Adds a layer that pads the spatial axes.</summary>
/// <remarks>
/// <para>
/// The output size is the input size plus the padding. For receptive fields, the padding lies outside the input, whatever its contents.
/// </para>
/// <para>
/// Networks of Keras and PyTorch use such a layer before a convolution where the convolution itself has no padding of that kind.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-PaddingLayer 3 | New-ConvLayer 64 7 -Stride 2 | Get-OutputShape</code>
/// <para>The first layers of ResNet-50 in Keras.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-PaddingLayer '0:1' -Mode Reflect | Get-OutputShape</code>
/// <para>One more row and column, mirrored.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PaddingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPaddingLayerCommand : SpatialCommand
{
    /// <summary>
    /// The padding in numbers: one for all axes (1), one for each axis (1,2), or numbers before and after: '0:1', (0,1),(2,3).
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Padding))]
    public Padding Padding { get; set; } = Padding.None;

    /// <summary>The contents of the padding: Zero (the default), Reflect, Replicate or Circular.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(BorderMode), Default = BorderMode.Zero)]
    public BorderMode Mode { get; set; }

    private protected override LayerDefinition Define() => new BorderPadding(Padding, Mode, Rank);
}
