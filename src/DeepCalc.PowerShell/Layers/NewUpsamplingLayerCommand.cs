namespace DeepCalc.Commands;

/// <summary>Adds a layer that resizes the spatial axes, by a scale or to a size.</summary>
/// <remarks>
/// <para>
/// The output size is ⌊in·scale⌋. Linear is bilinear on images, Cubic is bicubic. Without -Scale and -Size the scale is 2.
/// </para>
/// <para>
/// As in PyTorch, positions are mapped by the given scale, also where the output size is rounded.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 14,14,256 | New-UpsamplingLayer 2 | Get-OutputShape</code>
/// <para>Twice as high and wide.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 16,16,64 | New-UpsamplingLayer '3/2' -Method Linear | New-ConvLayer 64 3 -Padding 1 | Measure-Network</code>
/// <para>A bilinear resize by one and a half, with a convolution behind it.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 1,1,256 | New-UpsamplingLayer -Size 33,65 -Method Linear -AlignCorners | Get-OutputShape</code>
/// <para>A pooled image spread over a grid.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "UpsamplingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewUpsamplingLayerCommand : SpatialCommand
{
    /// <summary>
    /// The scale, more than 0: one number for all axes, or one for each axis; a whole number, a decimal or a fraction: 2, 1.5, '3/2',
    /// 2,1.5. A scale below 1 reduces.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisRatios))]
    public AxisRatios? Scale { get; set; }

    /// <summary>The output size, in place of -Scale: one number for all axes, or one for each axis.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues? Size { get; set; }

    /// <summary>
    /// How values between positions are computed: Nearest (the default), NearestExact, Linear (one to three axes) or Cubic (two axes).
    /// Unit o takes the position ⌊o/s⌋ with Nearest, and ⌊(o + ½)/s⌋ with NearestExact, as nearest and nearest-exact in PyTorch.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Interpolation), Default = Interpolation.Nearest)]
    public Interpolation Method { get; set; }

    /// <summary>Maps the first and last positions of the input to those of the output. It goes with Linear and Cubic.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter AlignCorners { get; set; }

    private protected override LayerDefinition Define() => new Upsampling(Scale, Size, Method, AlignCorners, Rank);
}
