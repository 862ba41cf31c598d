using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that resizes the spatial axes, by a scale or to a size.</summary>
/// <remarks>
/// The output size is ⌊in·scale⌋. Linear and Cubic are bilinear and bicubic on images. As in PyTorch, a scale that was given is what
/// units go by, also where the output size was rounded. Without -Scale and -Size the scale is 2.
/// </remarks>
/// <example>
/// <code>New-InputLayer 14,14,256 | New-UpsamplingLayer 2 | Get-OutputShape</code>
/// <para>Twice as high and wide.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 16,16,64 | New-UpsamplingLayer '3/2' -Method Linear | New-ConvLayer 64 3 -Padding 1 | Measure-Network</code>
/// <para>A bilinear resize by one and a half, and what a convolution after it sees.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 1,1,256 | New-UpsamplingLayer -Size 33,65 -Method Linear -AlignCorners | Get-OutputShape</code>
/// <para>A pooled image spread over a grid.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "UpsamplingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewUpsamplingLayerCommand : SpatialCommand
{
    /// <summary>The scale: one number for all axes, or one for each; whole, with decimals, or a fraction: 2, 1.5, '3/2', 2,1.5. Less than 1 makes smaller.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisRatiosTransformation]
    public AxisRatios? Scale { get; set; }

    /// <summary>The output size, in place of a scale: one number for all axes, or one for each.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues? Size { get; set; }

    /// <summary>How values between positions are found: Nearest (the default), NearestExact, Linear on one to three axes, Cubic on two. Unit o of Nearest takes ⌊o/s⌋, of NearestExact ⌊(o + ½)/s⌋, as PyTorch's nearest and nearest-exact.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Interpolation), Default = Interpolation.Nearest)]
    public Interpolation Method { get; set; }

    /// <summary>Keeps the first and last positions in the corners. Goes with Linear and Cubic.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter AlignCorners { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Upsampling(Scale, Size, Method, AlignCorners, Rank);
}
