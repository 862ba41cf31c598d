using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a convolution over one, two or three spatial axes.</summary>
/// <remarks>
/// The number of spatial axes is the input's. The output size is ⌊(W − F + 2P)/S⌋ + 1 with padding in numbers, ⌈W/S⌉
/// with Same, and ⌈(W − F + 1)/S⌉ with Valid.
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation</code>
/// <para>The working of a convolution: shape, parameters, operations, receptive field.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 32,32,16 | New-ConvLayer 16 '3x5' -Padding Same -Groups 16 -NoBias | Measure-Layer</code>
/// <para>A depthwise convolution with a kernel of two sizes.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ConvLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewConvLayerCommand : WindowCommand
{
    /// <summary>The number of filters: the output channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Filters { get; set; }

    /// <summary>The kernel size: one number for all axes, or one for each (3,5 or '3x5').</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [AxisValuesTransformation]
    public AxisValues Kernel { get; set; }

    /// <summary>The stride: one number for all axes, or one for each. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Strides")]
    [AxisValuesTransformation]
    public AxisValues? Stride { get; set; }

    /// <summary>The number of groups that channels and filters are divided into. As many as channels is a depthwise convolution.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Groups { get; set; } = 1;

    /// <summary>Leaves out the biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Convolution(Filters, Window(Kernel, Stride ?? 1), Groups, !NoBias);
}
