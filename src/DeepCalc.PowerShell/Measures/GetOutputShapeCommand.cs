namespace DeepCalc.Commands;

/// <summary>Gets the output shape of each network, or of every layer.</summary>
/// <remarks>
/// The shape of a network that you compose has no batch axis. The shape of an ONNX file has the axes of the file. An unknown size stays
/// a name, such as H, or becomes an expression, such as ⌈H/2⌉.
/// </remarks>
/// <example>
/// <code>New-InputLayer 227,227,3 | New-ConvLayer 96 11 -Stride 4 | Get-OutputShape</code>
/// <para>The first layer of AlexNet as in its paper: 55x55x96.</para>
/// </example>
/// <example>
/// <code>New-ConvLayer 64 3 -Padding Same | New-PoolLayer 2 | Get-OutputShape -InputShape 224,224,3 -PerLayer</code>
/// <para>A network without an input layer, measured on an input shape that is given later.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OutputShape")]
[OutputType(typeof(OutputShapeMeasurement))]
public sealed class GetOutputShapeCommand : NetworkCommand
{
    /// <summary>Gets the shape after every layer, not only after the last one: a row for each output that is used.</summary>
    [Parameter]
    public SwitchParameter PerLayer { get; set; }

    /// <summary>
    /// Gets the shape after every layer, those inside the branches of If and the bodies of Loop and Scan included. The column Body names
    /// the layer and the body.
    /// </summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    private protected override void Answer(Network network) => this.WriteEach(PerLayer || Recurse
        ? OutputShapeMeasurement.PerLayer(network, Recurse)
        : network.Outputs.Where(output => !output.IsImplicit).Select(output => OutputShapeMeasurement.Of(network, output)));
}
