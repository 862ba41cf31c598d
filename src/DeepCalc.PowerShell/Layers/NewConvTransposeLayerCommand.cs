using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a transposed convolution: the shape that a convolution of the same settings came from.</summary>
/// <remarks>
/// With padding in numbers, the output size is (W − 1)S − 2P + F′, and -OutputPadding more, as in PyTorch. With Same it is W·S,
/// with Valid W·S + max(F′ − S, 0), as in Keras. Networks of the framework Keras have Valid by default, others 0.
/// </remarks>
/// <example>
/// <code>New-InputLayer 16,16,64 | New-ConvTransposeLayer 32 4 -Stride 2 -Padding 1 | Measure-Layer</code>
/// <para>Twice as large.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 7,7,8 | New-ConvTransposeLayer 8 3 -Stride 2 -Padding 1 -OutputPadding 1 | Show-Calculation Shape</code>
/// <para>PyTorch: 7 to 14, where without the output padding it would be 13.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ConvTransposeLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewConvTransposeLayerCommand : FilterCommand
{
    /// <summary>How much larger the output is than the least that the other settings allow: one number, or one for each axis.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues? OutputPadding { get; set; }

    /// <summary>The number of groups that channels and filters are divided into. As many as channels is a depthwise convolution.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Groups { get; set; } = 1;

    /// <inheritdoc/>
    protected override Padding DefaultPadding => Framework == DeepCalc.Framework.Keras ? DeepCalc.Padding.Valid : DeepCalc.Padding.None;

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new TransposedConvolution(Filters, Window(), OutputPadding, Groups, !NoBias);
}
