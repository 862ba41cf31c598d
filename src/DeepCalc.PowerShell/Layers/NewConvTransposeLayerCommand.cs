namespace DeepCalc.Commands;

/// <summary>Adds a transposed convolution, which enlarges its input as a convolution of the same settings reduces it.</summary>
/// <remarks>
/// <para>
/// With padding in numbers, the output size is (W − 1)S − 2P + F′ plus -OutputPadding, as in PyTorch; F′ is the dilated kernel size d(F
/// − 1) + 1. With Same it is W·S, with Valid W·S + max(F′ − S, 0), as in Keras.
/// </para>
/// <para>
/// The default padding is Valid with the framework Keras, and 0 otherwise.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 16,16,64 | New-ConvTransposeLayer 32 4 -Stride 2 -Padding 1 | Measure-Layer</code>
/// <para>An image of 16x16 becomes 32x32.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 7,7,8 | New-ConvTransposeLayer 8 3 -Stride 2 -Padding 1 -OutputPadding 1 | Show-Calculation Shape</code>
/// <para>As in PyTorch: 7 becomes 14, and would become 13 without the output padding.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ConvTransposeLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewConvTransposeLayerCommand : ConvolutionCommand
{
    /// <summary>The number of positions to add to the output size: one number for all axes, or one for each axis. 0 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues? OutputPadding { get; set; }

    /// <inheritdoc cref="NewConvLayerCommand.Groups"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Groups { get; set; } = 1;

    private protected override LayerDefinition Define()
    {
        Padding? padding = Framework == DeepCalc.Framework.Keras ? DeepCalc.Padding.Valid : null;
        return new TransposedConvolution(Filters, Window(padding: padding), OutputPadding, Groups, !NoBias);
    }
}
