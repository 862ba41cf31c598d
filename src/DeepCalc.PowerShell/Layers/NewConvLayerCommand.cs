namespace DeepCalc.Commands;

/// <summary>Adds a convolution over one, two or three spatial axes.</summary>
/// <remarks>
/// The number of spatial axes is that of the input. On each axis, the output size is ⌊(W − F + 2P)/S⌋ + 1 with padding in numbers,
/// ⌈W/S⌉ with Same, SameLower and Causal, and ⌈(W − F + 1)/S⌉ with Valid. W is the input size, F the kernel size, P the padding and S
/// the stride.
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation</code>
/// <para>The working of a convolution: shape, parameters, operations, receptive field.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 32,32,16 | New-ConvLayer 16 '3x5' -Padding Same -Groups 4 -NoBias | Measure-Layer</code>
/// <para>A grouped convolution with a kernel of 3x5.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-ConvLayer 64 3 -Padding Causal -Dilation 8 | Measure-ReceptiveField</code>
/// <para>A causal convolution over a sequence: no unit sees later steps.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 256,256,3 | New-ConvLayer 64 7 -Padding Same -PaddingMode Reflect | Get-OutputShape</code>
/// <para>A convolution whose padding mirrors the image at its edge.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ConvLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-Conv1DLayer", "New-Conv2DLayer", "New-Conv3DLayer")]
[OutputType(typeof(Layer))]
public sealed class NewConvLayerCommand : ConvolutionCommand
{
    /// <summary>
    /// The number of groups that channels and filters are divided into. It must divide both. As many groups as channels make a
    /// depthwise convolution. 1 by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Groups { get; set; } = 1;

    /// <summary>
    /// The contents of the padding: Zero (the default), Reflect, Replicate or Circular, as padding_mode in PyTorch. On each side, a
    /// Reflect padding must be smaller than the input, a Circular padding at most as large.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(BorderMode), Default = BorderMode.Zero)]
    public BorderMode PaddingMode { get; set; }

    private protected override LayerDefinition Define()
    {
        int? rank = CalledAs.Find(this, nameof(Rank), Rank, RankIn, isNeeded: InputObject is null);
        return new Convolution(Filters, Window(PaddingMode, rank: rank), Groups, !NoBias);
    }

    // Conv1D.
    private static int? RankIn(string alias) =>
        alias.EndsWith('D') || alias.EndsWith('d') ? alias[^2] - '0' : null;
}
